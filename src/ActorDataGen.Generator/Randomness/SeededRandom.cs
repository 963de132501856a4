using System.Runtime.CompilerServices;

namespace ActorDataGen.Generator.Randomness;

/// <summary>
/// SplitMix64: eight bytes of state and a few instructions a number. Each field of each record starts its own, from the seed, the
/// field's name and the record's index, so any record can be computed without those before it: that is what makes resuming,
/// splitting over replicas and looking up earlier records cheap.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A seed for something numbered <paramref name="salt"/> under <paramref name="seed"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Derive(ulong seed, ulong salt) => Mix(seed ^ Mix(salt + Golden));

    /// <summary>A seed for something named under <paramref name="seed"/>; FNV-1a, because .NET's string hashes differ by process.</summary>
    public static ulong Derive(ulong seed, string name)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return Derive(seed, hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64() => Mix(_state += Golden);

    /// <summary>Uniform in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>); the bias of the multiply-shift is below 2^-64 · bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextBelow(ulong bound) => Math.BigMul(NextUInt64(), bound, out _);

    /// <summary>Uniform in [<paramref name="min"/>, <paramref name="max"/>], both included.</summary>
    public long NextBetween(long min, long max)
    {
        var span = unchecked((ulong)(max - min)) + 1;
        return span == 0 ? unchecked((long)NextUInt64()) : unchecked(min + (long)NextBelow(span));
    }

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    public double NextNormal()
    {
        while (true)
        {
            var u = 2 * NextDouble() - 1;
            var v = 2 * NextDouble() - 1;
            var s = u * u + v * v;
            if (s is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Math.Log(s) / s);
            }
        }
    }

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
