using ActorDataGen.Controller.Tests.Cluster;

[assembly: AssemblyFixture(typeof(BrokersUnderTest))]
