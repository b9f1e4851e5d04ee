using System.Security.Cryptography;
using System.Text;

namespace ActorPipeline.Node.Http;

/// <summary>The one token a listener asks for. Compares in constant time; hashing first hides the token's length too.</summary>
internal sealed class BearerToken
{
    public const string CookieName = "actor-pipeline";

    private const string Scheme = "Bearer ";

    private readonly byte[]? _hash;
    private readonly byte[] _cookieHash;

    public BearerToken(string token)
    {
        _hash = token.Length == 0 ? null : Hash(token);
        CookieValue = Convert.ToHexString(Hash($"cookie:{Convert.ToHexString(_hash ?? [])}"));
        _cookieHash = Hash(CookieValue);
    }

    public bool IsRequired => _hash is not null;

    /// <summary>What a browser that has shown the token keeps in its cookie: enough for this node, useless as a token elsewhere.</summary>
    public string CookieValue { get; }

    /// <summary>What a request shows as the token; null when it shows nothing.</summary>
    public static string? ShownBy(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    /// <summary>What a browser shows in the place of the token; null when it shows nothing.</summary>
    public static string? CookieOf(HttpRequest request) => request.Cookies[CookieName];

    public bool Matches(string shown) => _hash is null || CryptographicOperations.FixedTimeEquals(_hash, Hash(shown));

    public bool MatchesCookie(string shown) => CryptographicOperations.FixedTimeEquals(_cookieHash, Hash(shown));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
