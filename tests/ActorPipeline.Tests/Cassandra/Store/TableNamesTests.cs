using ActorPipeline.Cassandra.Store;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Store;

public sealed class TableNamesTests
{
    [Fact]
    public void A_short_name_is_its_parts_with_underscores() =>
        Assert.Equal("site_log_page_visitors_by_topic_window", TableNames.Table("site-log", "page-visitors", "by", "topic", "window"));

    [Fact]
    public void A_long_name_is_cut_to_what_servers_take_and_ends_in_a_hash_of_the_whole()
    {
        var name = TableNames.Table("site-log", "visitors-of-every-single-page", "by", "topic", "window");
        var other = TableNames.Table("site-log", "visitors-of-every-single-page", "by", "topic", "client");

        Assert.Equal(TableNames.Longest, name.Length);
        Assert.StartsWith("site_log_visitors_of_every_single_page_", name, StringComparison.Ordinal);
        Assert.Equal(name, TableNames.Table("site-log", "visitors-of-every-single-page", "by", "topic", "window"));
        Assert.NotEqual(name, other);
    }

    [Fact]
    public void A_name_of_exactly_the_longest_stays() => Assert.Equal(new string('a', 48), TableNames.Table(new string('a', 48)));

    [Fact]
    public void Other_characters_are_replaced_and_told_apart_by_a_hash()
    {
        var first = TableNames.Table("p", "v", "by", "\"; DROP TABLE x; --");
        var second = TableNames.Table("p", "v", "by", "\"; DROP TABLE y; --");

        Assert.All([first, second], name => Assert.All(name, c => Assert.True(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')));
        Assert.NotEqual(first, second);
    }
}
