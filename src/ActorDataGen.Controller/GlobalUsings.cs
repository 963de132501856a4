// The actor runtime and Confluent.Kafka have types of these names too.
global using DeadLetter = ActorDataGen.Jobs.Lifecycle.DeadLetter;
global using Partitioner = ActorDataGen.Kafka.Partitioner;
