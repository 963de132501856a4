using ActorDataGen.Avro;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.SchemaRegistry.Serialization;

/// <summary>Under which subject a message's schema is registered.</summary>
public enum SubjectNameStrategy
{
    /// <summary><c>{topic}-value</c>, or <c>-key</c>: one schema a topic.</summary>
    Topic,

    /// <summary>The record's full name: one schema a type, wherever it is sent.</summary>
    Record,

    /// <summary><c>{topic}-{record's full name}</c>.</summary>
    TopicRecord,
}

/// <summary>Subject names.</summary>
public static class SubjectNames
{
    /// <summary>The subject of a message.</summary>
    /// <exception cref="ArgumentException">The strategy goes by the record's name, and the schema has none.</exception>
    public static string Of(SubjectNameStrategy strategy, string topic, bool isKey, AvroSchema schema)
    {
        if (strategy == SubjectNameStrategy.Topic) return topic + (isKey ? "-key" : "-value");
        if (schema is not AvroNamedSchema named)
            throw new ArgumentException($"The subject name strategy {strategy} needs a schema with a name, but this is {schema.TypeName}: use {SubjectNameStrategy.Topic}.", nameof(schema));
        return strategy == SubjectNameStrategy.Record ? named.FullName : $"{topic}-{named.FullName}";
    }
}
