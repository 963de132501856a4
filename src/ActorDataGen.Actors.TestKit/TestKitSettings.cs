namespace ActorDataGen.Actors.TestKit;

/// <summary>How long a test waits for what; section <c>akka.test</c>.</summary>
public class TestKitSettings : IExtension
{
    /// <summary>Reads the settings from a whole configuration.</summary>
    public TestKitSettings(Config config)
    {
        DefaultTimeout = config.GetTimeSpan("akka.test.default-timeout", TimeSpan.FromSeconds(5));
        SingleExpectDefault = config.GetTimeSpan("akka.test.single-expect-default", TimeSpan.FromSeconds(3));
        ExpectNoMessageDefault = config.GetTimeSpan("akka.test.expect-no-message-default", TimeSpan.FromMilliseconds(100));
        TestEventFilterLeeway = config.GetTimeSpan("akka.test.filter-leeway", TimeSpan.FromSeconds(3));
        TestTimeFactor = config.GetDouble("akka.test.timefactor", 1);
    }

    /// <summary>How long the end of a system may take, for one; 5 s.</summary>
    public TimeSpan DefaultTimeout { get; }

    /// <summary>How long an expected message may take; 3 s.</summary>
    public TimeSpan SingleExpectDefault { get; }

    /// <summary>How long no message must come; 100 ms.</summary>
    public TimeSpan ExpectNoMessageDefault { get; }

    /// <summary>How long expected events may take; 3 s.</summary>
    public TimeSpan TestEventFilterLeeway { get; }

    /// <summary>What <see cref="TestKitBase.Dilated"/> multiplies by, for slow machines; 1.</summary>
    public double TestTimeFactor { get; }
}
