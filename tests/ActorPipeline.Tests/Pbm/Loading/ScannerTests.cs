using System.Text;
using ActorPipeline.Pbm.Loading;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Loading;

public sealed class ScannerTests
{
    [Theory]
    [InlineData("lines", "a\nb\r\n\n\r\nc", "a|b|c")]
    [InlineData("lines", "", "")]
    [InlineData("lines", "a\rb\n", "a\rb")]
    [InlineData("csv", "a,b\r\n\"x\ny\",\"z\"\"\"\n\nq\"\"", "a,b|\"x\ny\",\"z\"\"\"|q\"\"")]
    [InlineData("csv", "1,3\" pipe\r\n2,ok\n3,4\" pipe\n\"a\"\"b\",\"\"\n\"x\"y\",z\n", "1,3\" pipe|2,ok|3,4\" pipe|\"a\"\"b\",\"\"|\"x\"y\",z")]
    [InlineData("lines", "\0\0\0a\n\0\n\0b\0\n", "a|b\0")]
    [InlineData("csv", "\0\0a,b\n", "a,b")]
    [InlineData("csv", "\0\0\"a\nb\",c\n\0", "\"a\nb\",c")]
    [InlineData("json", "\0\0{\"a\":1}\n\0\0{\"b\":2}", "{\"a\":1}|{\"b\":2}")]
    [InlineData("json", """[{"a":"]}\"["},[1,[2]], "t,\\" ,3,true]""", """{"a":"]}\"["}|[1,[2]]|"t,\\"|3|true""")]
    [InlineData("json", "{\"a\":1}\n{\"b\":2}\r\n\n3\n\"x\"\n-4.5e6", "{\"a\":1}|{\"b\":2}|3|\"x\"|-4.5e6")]
    [InlineData("json", "{\"a\":1}{\"b\":2}", "{\"a\":1}|{\"b\":2}")]
    [InlineData("json", " [ ] \n", "")]
    [InlineData("json", "[1]\n[2]", "1|2")]
    [InlineData("json", "", "")]
    public async Task Records_are_the_same_however_the_bytes_are_cut(string format, string text, string records)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var piece = 1; piece <= Math.Max(1, bytes.Length); piece++)
        {
            using var reader = new RecordReader(new Pieces(bytes, piece), Scanner(format), linger: null, TimeProvider.System, _ => Assert.Fail("left out"));
            var batch = new LoadBatch();
            batch.Reset(0);

            Assert.False(await reader.FillAsync(batch, TestContext.Current.CancellationToken));

            Assert.Equal(records.Length == 0 ? [] : records.Split('|'), Split(batch));
            Assert.Equal(bytes.Length, reader.ReadBytes);
        }
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task NULs_before_a_record_do_not_make_it_too_large(string format)
    {
        using var reader = new RecordReader(
            new Pieces([.. new byte[LoadBatch.MaxBytes + 10], .. "{}\n"u8], 100_000), Scanner(format), linger: null, TimeProvider.System, _ => Assert.Fail("left out"));
        var batch = new LoadBatch();
        batch.Reset(0);

        Assert.False(await reader.FillAsync(batch, TestContext.Current.CancellationToken));
        Assert.Equal(["{}"], Split(batch));
    }

    [Fact]
    public async Task What_a_source_gives_behind_an_end_is_not_of_the_same_file()
    {
        var lines = string.Concat(Enumerable.Repeat("x\n", LoadBatch.MaxRecords));
        using var reader = new RecordReader(new Pieces($"{lines}last", "", "other\n"), Scanner("lines"), linger: null, TimeProvider.System, _ => Assert.Fail("left out"));
        var batch = new LoadBatch();
        batch.Reset(0);
        Assert.True(await reader.FillAsync(batch, TestContext.Current.CancellationToken));
        batch.Reset(batch.End);

        Assert.False(await reader.FillAsync(batch, TestContext.Current.CancellationToken));
        Assert.Equal(["last"], Split(batch));
    }

    [Fact]
    public void A_part_is_full_at_its_number_of_records_or_bytes()
    {
        var batch = new LoadBatch();
        batch.Reset(10);
        for (var i = 0; i < LoadBatch.MaxRecords; i++)
        {
            Assert.True(batch.TryAdd("x"u8));
        }

        Assert.False(batch.TryAdd("x"u8));
        Assert.Equal((10, 10 + LoadBatch.MaxRecords), (batch.First, batch.End));
        batch.Reset(0);
        Assert.True(batch.TryAdd(new byte[LoadBatch.MaxRecordBytes]));
        Assert.False(batch.TryAdd([]));
        Assert.Equal(LoadBatch.MaxBytes, batch.Body.Length);
    }

    [Fact]
    public void Skipping_leaves_the_records_from_an_index_on()
    {
        var batch = new LoadBatch();
        batch.Reset(100);
        foreach (var text in new[] { "a", "bb", "ccc" })
        {
            batch.TryAdd(Encoding.UTF8.GetBytes(text));
        }

        batch.SkipTo(102);

        Assert.Equal(["ccc"], Split(batch));
        Assert.Equal((102, 103, 6), (batch.First, batch.End, batch.ContentBytes));
        batch.SkipTo(1_000);
        Assert.Equal((103, 0), (batch.First, batch.Body.Length));
    }

    private static RecordScanner Scanner(string format) => format switch
    {
        "csv" => new CsvScanner((byte)',', hasHeader: false),
        "json" => new JsonScanner(),
        _ => new LineScanner(),
    };

    private static List<string> Split(LoadBatch batch)
    {
        var records = new List<string>();
        var body = batch.Body.Span;
        while (body.Length > 0)
        {
            var length = BitConverter.ToInt32(body);
            records.Add(Encoding.UTF8.GetString(body.Slice(sizeof(int), length)));
            body = body[(sizeof(int) + length)..];
        }

        return records;
    }

    /// <summary>Gives its pieces one after the other, then nothing.</summary>
    private sealed class Pieces(params IEnumerable<byte[]> pieces) : IByteSource
    {
        private readonly Queue<byte[]> _pieces = new(pieces);

        public Pieces(byte[] bytes, int length)
            : this(bytes.Chunk(length))
        {
        }

        public Pieces(params IEnumerable<string> pieces)
            : this(pieces.Select(Encoding.UTF8.GetBytes))
        {
        }

        public long Position { get; private set; }

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            byte[] piece = _pieces.TryDequeue(out var next) ? next : [];
            piece.CopyTo(buffer);
            Position += piece.Length;
            return ValueTask.FromResult(piece.Length);
        }

        public void Dispose()
        {
        }
    }
}
