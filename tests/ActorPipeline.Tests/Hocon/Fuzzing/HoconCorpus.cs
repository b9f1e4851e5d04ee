namespace ActorPipeline.Tests.Hocon.Fuzzing;

/// <summary>Small documents, one per construct or per defect once found, from which the fuzzer starts.</summary>
internal static class HoconCorpus
{
    public static IReadOnlyList<string> Documents { get; } =
    [
        "a = 1, b : [1, 2, {c = 3}], d { e = null } # comment\n// another",
        "\"q\\u00e9\\n\".b = \"\"\"x\n\"y\"\"\"\" \nz = -1.5e+10",
        "path = /bin, path = ${path}\":/usr\", path = ${?path}${?nothing}",
        "a { b = 1, c = ${a.b}x } , a = ${a} { d = ${?a.c} } \n a.b += 2",
        "x = ${y} ${z}, y = [1] ${?z} {0=2}, z = [${HOME}]",
        "include \"b.conf\", c { include required(file(\"c\")) }, include \"none\"",
        "a += {b=1}\na += ${?a}\nb = {x=1}{y=${b.x}}\n",
        "{ a : true, b : off, c : 10 MiB, d : 1.5 hours, e : \"x, y\" }",
        "a=${b},b=${c},c=${?a}",
        "a{b=${c}}, c{d=${?a.b}}\n",
        "a=[[[[[{b=[{c=1}]}]]]]]",
        "\uFEFFa\u00a0b\t=\r\n 1\r\n",
        "pipelines.x { source { topic = t, fields { a = b.c } }, views { v { key = [a, b] } } }",
        "a{b=1}, a=${?z}, a.b=${a.b}y, a=${z}{b=${a.b}}, z{b=0}",
    ];

    /// <summary>What includes find; they refer to one another and back.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["b.conf"] = "x = 1, y = ${x}, path = ${?path}b\ninclude \"c\"",
        ["c.json"] = """{ "x": 2, "list": [1, "2"] }""",
        ["c.properties"] = "x=3\nlist.0=4\nx.y=z",
    };

    public static IReadOnlyList<string> Tokens { get; } =
    [
        "{", "}", "[", "]", ",", "\n", "=", ":", "+=", " ", ".", "\"", "\"\"\"", "\\", "\\u00", "#", "//", "$", "${", "${?", "}", "?",
        "a", "b", "a.b", "${a}", "${?b}", "${a.b}", "${?a.b.c}", "include ", "include \"b\"", "include required(\"c.json\")", "file(",
        "null", "true", "1", "-", "e+5", "\0", "\t", "\r", "\u00a0", "\u2028", "\uFEFF", "\uD800", "é", "[[[[[[[[", "{a={a={a=",
    ];
}
