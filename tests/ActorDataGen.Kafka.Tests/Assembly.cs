using ActorDataGen.Kafka.Tests;

[assembly: AssemblyFixture(typeof(BrokersUnderTest))]
