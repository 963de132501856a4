using System.Buffers;
using System.Reflection;
using ActorDataGen.KafkaProtocol.Tests.Records;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Tests.Messages;

public sealed class MessageRoundTripTests
{
    public static TheoryData<string, short> AllVersions()
    {
        var data = new TheoryData<string, short>();
        foreach (var (type, api) in Requests())
        {
            for (var version = api.MinVersion; version <= api.MaxVersion; version++)
            {
                data.Add(type.Name, version);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Transfer_WrittenThenRead_IsTheSameBytesAgain(string requestName, short version)
    {
        var (requestType, api) = Requests().Single(r => r.Type.Name == requestName);
        var responseType = requestType.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GetGenericArguments()[0];
        foreach (var type in new[] { requestType, responseType })
        {
            var filled = (IWireStruct)Filler.Fill(type, 3);
            var written = Write(filled, version, api);
            var read = (IWireStruct)Activator.CreateInstance(type)!;
            var f = FieldCodec.Reader(Pieces.Of(written, 5), version, api.IsFlexible(version));
            read.Transfer(ref f);
            Assert.Equal(0, f.Remaining);
            Assert.Equal(written, Write(read, version, api));
        }
    }

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Transfer_CutAnywhere_ThrowsAProtocolException(string requestName, short version)
    {
        var (type, api) = Requests().Single(r => r.Type.Name == requestName);
        var written = Write((IWireStruct)Filler.Fill(type, 2), version, api);
        for (var length = 0; length < written.Length; length++)
        {
            var cut = written.AsMemory(0, length);
            Assert.Throws<KafkaProtocolException>(() =>
            {
                var read = (IWireStruct)Activator.CreateInstance(type)!;
                var f = FieldCodec.Reader(new ReadOnlySequence<byte>(cut), version, api.IsFlexible(version));
                read.Transfer(ref f);
            });
        }
    }

    private static byte[] Write(IWireStruct message, short version, ApiSpec api)
    {
        using var buffer = new MessageBuffer();
        var f = FieldCodec.Writer(buffer, version, api.IsFlexible(version));
        message.Transfer(ref f);
        return buffer.Written.ToArray();
    }

    private static IEnumerable<(Type Type, ApiSpec Api)> Requests() => typeof(ApiSpec).Assembly.GetTypes()
        .Where(t => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)))
        .Select(t => (t, (ApiSpec)t.GetProperty("Api", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!));
}

/// <summary>Fills every property of a message with something that is not its default.</summary>
internal static class Filler
{
    public static object Fill(Type type, int depth)
    {
        var made = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            property.SetValue(made, Value(property.PropertyType, depth));
        }

        return made;
    }

    private static object? Value(Type type, int depth)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var list = (System.Collections.IList)Activator.CreateInstance(type)!;
            for (var i = 0; i < depth; i++)
            {
                list.Add(Value(type.GetGenericArguments()[0], depth - 1));
            }

            return list;
        }

        return type switch
        {
            _ when type == typeof(string) => "text\u00e9",
            _ when type == typeof(int) => 123456,
            _ when type == typeof(long) => 1234567890123L,
            _ when type == typeof(short) => (short)321,
            _ when type == typeof(sbyte) => (sbyte)1,
            _ when type == typeof(bool) => true,
            _ when type == typeof(double) => 1.5,
            _ when type == typeof(byte[]) => new byte[] { 1, 2, 3 },
            _ when type == typeof(ReadOnlyMemory<byte>) => (ReadOnlyMemory<byte>)new byte[] { 1, 2, 3 },
            _ when type == typeof(Guid) => new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            _ when type == typeof(ErrorCode) => ErrorCode.CorruptMessage,
            _ when type == typeof(ReadOnlySequence<byte>?) => new ReadOnlySequence<byte>([9, 8, 7]),
            _ when typeof(IWireStruct).IsAssignableFrom(type) => Fill(type, Math.Max(1, depth - 1)),
            _ => throw new NotSupportedException($"the filler does not know {type}"),
        };
    }
}
