namespace ActorDataGen.Cli;

/// <summary>What was typed or written in a file is wrong; the message is one line with the remedy.</summary>
internal sealed class UsageException(string message) : Exception(message);
