using System.Security.Cryptography;
using System.Text;

namespace ActorPipeline.Node.Http;

/// <summary>The one token a listener asks for.</summary>
internal sealed class BearerToken(string token)
{
    public const string CookieName = "actor-pipeline";

    private const string Scheme = "Bearer ";

    private readonly byte[]? _hash = token.Length == 0 ? null : Hash(token);

    public bool IsRequired => _hash is not null;

    /// <summary>What a browser that has shown the token keeps in its cookie: enough for this node, useless as a token elsewhere.</summary>
    public string CookieValue => Convert.ToHexString(Hash($"cookie:{Convert.ToHexString(_hash ?? [])}"));

    /// <summary>Compares in constant time; hashing first hides the token's length too.</summary>
    public bool Matches(string? candidate) =>
        _hash is null || (candidate is not null && CryptographicOperations.FixedTimeEquals(_hash, Hash(candidate)));

    public bool IsShownBy(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return _hash is null || (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && Matches(header[Scheme.Length..].Trim()));
    }

    public bool IsInCookieOf(HttpRequest request) =>
        request.Cookies[CookieName] is { } value
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CookieValue), Encoding.UTF8.GetBytes(value));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
