using ActorDataGen.TestSupport;

[assembly: AssemblyFixture(typeof(ApacheKafka))]
