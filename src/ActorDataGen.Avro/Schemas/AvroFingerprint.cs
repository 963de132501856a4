using System.Security.Cryptography;
using System.Text;

namespace ActorDataGen.Avro.Schemas;

/// <summary>Fingerprints of a schema's parsing canonical form, as the specification recommends them.</summary>
public static class AvroFingerprint
{
    private const ulong Empty = 0xc15d213aa4d7a795;
    private static readonly ulong[] Table = MakeTable();

    /// <summary>CRC-64-AVRO of a canonical form.</summary>
    public static ulong Crc64(string canonicalForm)
    {
        var print = Empty;
        foreach (var b in Encoding.UTF8.GetBytes(canonicalForm))
        {
            print = (print >> 8) ^ Table[(byte)(print ^ b)];
        }

        return print;
    }

    /// <summary>The MD5 fingerprint: 16 bytes.</summary>
#pragma warning disable CA5351 // the specification's choice of a short name for a schema, not a protection
    public static byte[] Md5(AvroSchema schema) => MD5.HashData(Encoding.UTF8.GetBytes(schema.CanonicalForm));
#pragma warning restore CA5351

    /// <summary>The SHA-256 fingerprint: 32 bytes.</summary>
    public static byte[] Sha256(AvroSchema schema) => SHA256.HashData(Encoding.UTF8.GetBytes(schema.CanonicalForm));

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (var i = 0; i < 256; i++)
        {
            var print = (ulong)i;
            for (var j = 0; j < 8; j++) print = (print >> 1) ^ (Empty & (0UL - (print & 1)));
            table[i] = print;
        }

        return table;
    }
}
