using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace ActorPipeline.Tests.Architecture;

/// <summary>What the code of a method names: types, methods and fields, as the compiler wrote them (ECMA-335, partition III).</summary>
internal static class MethodCode
{
    private const int LongOpCode = 0xFE;

    private static readonly Dictionary<short, OpCode> OpCodeByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The members that the instructions of a method name.</summary>
    public static IEnumerable<MemberInfo> MembersIn(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var typeArguments = method.DeclaringType?.GetGenericArguments();
        var methodArguments = method is MethodInfo { IsGenericMethod: true } ? method.GetGenericArguments() : null;
        foreach (var token in TokensIn(code))
        {
            if (method.Module.ResolveMember(token, typeArguments, methodArguments) is { } member)
            {
                yield return member;
            }
        }
    }

    private static List<int> TokensIn(byte[] code)
    {
        var tokens = new List<int>();
        for (var at = 0; at < code.Length;)
        {
            var opCode = code[at] == LongOpCode ? OpCodeByValue[(short)(LongOpCode << 8 | code[at + 1])] : OpCodeByValue[code[at]];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                tokens.Add(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)));
            }

            at += OperandBytes(opCode, code.AsSpan(at));
        }

        return tokens;
    }

    private static int OperandBytes(OpCode opCode, ReadOnlySpan<byte> operand) => opCode.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };
}
