using ActorPipeline.Node.Serving;
using ActorPipeline.Storage;
using Xunit;

namespace ActorPipeline.Tests.Node.Serving;

public sealed class RowBudgetTests
{
    [Fact]
    public void Pages_become_smaller_the_more_answers_are_on_their_way_and_never_nothing()
    {
        var budget = new RowBudget(20_000);
        var holds = Enumerable.Range(0, 1_000).Select(_ => budget.Begin()).ToList();

        Assert.Equal(2_500, holds[0].PageRows);
        Assert.Equal(holds.Select(hold => hold.PageRows).OrderDescending(), holds.Select(hold => hold.PageRows));
        Assert.Equal(RowBudget.Share, holds[^1].PageRows);
        Assert.InRange(budget.Held, 20_000, 20_000 + (1_000 * RowBudget.Share));

        holds.ForEach(hold => hold.Dispose());
        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public void An_answer_that_takes_more_than_is_left_is_refused_and_gives_back_what_it_had()
    {
        var budget = new RowBudget(100_000);
        using var large = budget.Begin();
        large.Keep(80_000);
        using var larger = budget.Begin();
        larger.Keep(30_000);

        var late = budget.Begin();
        var refused = Assert.Throws<ViewsBusyException>(() => late.Keep(30_000));
        Assert.Contains("hold", refused.Message, StringComparison.Ordinal);
        late.Dispose();

        larger.Dispose();
        using var again = budget.Begin();
        again.Keep(10_000);
        Assert.Equal(80_000 + large.PageRows + 10_000 + again.PageRows, budget.Held);
    }

    [Fact]
    public void One_answer_at_a_time_may_be_larger_than_the_whole_budget()
    {
        var budget = new RowBudget(1_000);
        var one = budget.Begin();
        one.Page(50_000);
        one.Page(60_000);
        using var other = budget.Begin();
        Assert.Throws<ViewsBusyException>(() => other.Page(50_000));

        one.Dispose();
        other.Page(50_000);
    }
}
