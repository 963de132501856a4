// The actor runtime and Confluent.Kafka each have types of these names.
global using Error = Confluent.Kafka.Error;
global using LogMessage = Confluent.Kafka.LogMessage;
