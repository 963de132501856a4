using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Typed;

/// <summary>Compiles the delegate that writes a .NET type as a schema: one method for a record and the records in it.</summary>
internal sealed class TypedWriterCompiler
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
    private readonly Dictionary<(AvroRecordSchema, Type), object> _recursive = [];

    /// <exception cref="AvroException">The type does not fit the schema.</exception>
    public static AvroWrite<T> Compile<T>(AvroSchema schema) => new TypedWriterCompiler().CompileDelegate<T>(schema, typeof(T).Name);

    private AvroWrite<T> CompileDelegate<T>(AvroSchema schema, string path)
    {
        var output = Expression.Parameter(typeof(AvroBinaryWriter).MakeByRefType(), "output");
        var value = Expression.Parameter(typeof(T), "value");
        return Expression.Lambda<AvroWrite<T>>(Write(schema, output, value, path), output, value).Compile();
    }

    private Expression Write(AvroSchema schema, ParameterExpression output, Expression value, string path)
    {
        if (value.Type == typeof(object)) return WriteGeneric(schema, output, value);
        if (schema is AvroUnionSchema union) return WriteUnion(union, output, value, path);
        if (schema.Type == AvroType.Null) return Expression.Empty();
        if (Nullable.GetUnderlyingType(value.Type) is not null)
        {
            return Local(value, v => Expression.Block(
                Expression.IfThen(Expression.Not(Expression.Property(v, "HasValue")), ThrowNull(path)),
                Write(schema, output, Expression.Property(v, "Value"), path)));
        }

        switch (schema)
        {
            case AvroRecordSchema record:
                return record.IsRecursive ? WriteRecursive(record, output, value, path) : Local(value, v => WriteRecord(record, output, v, path));
            case AvroEnumSchema e:
                return WriteEnum(e, output, value, path);
            case AvroArraySchema array:
                return WriteArray(array, output, value, path);
            case AvroMapSchema map:
                if (TypedTypes.Map(value.Type) is not var (valueType, _)) throw TypedTypes.DoesNotFit(value.Type, schema, path);
                return Helper(nameof(TypedCollections.WriteMap), valueType, output, value, ItemWriter(map.Values, valueType, path + "{}"), Expression.Constant(path));
        }

        if (value.Type == typeof(string)) value = Local(value, v => Expression.Coalesce(v, Expression.Throw(NullError(path), typeof(string))));
        return TypedScalars.Write(schema, output, value) ?? throw TypedTypes.DoesNotFit(value.Type, schema, path);
    }

    private BlockExpression WriteRecord(AvroRecordSchema record, ParameterExpression output, ParameterExpression value, string path)
    {
        var shape = TypeShape.Of(value.Type, record);
        var steps = new List<Expression>();
        if (!value.Type.IsValueType) steps.Add(Expression.IfThen(Expression.ReferenceEqual(value, Expression.Constant(null)), ThrowNull(path)));
        foreach (var field in record.Fields)
        {
            if (shape.Find(field) is { } property) steps.Add(Write(field.Schema, output, Expression.Property(value, property), $"{path}.{property.Name}"));
            else if (field.Default is not null) steps.Add(WriteDefault(field, output));
            else throw AvroException.BadValue($"{value.Type.Name} has no property for the field \"{field.Name}\" of {record.Name}, which has no default.");
        }

        steps.Add(Expression.Empty());
        return Expression.Block(steps);
    }

    // A field that the type lacks is written with its default.
    private static MethodCallExpression WriteDefault(AvroField field, ParameterExpression output) =>
        Expression.Call(
            typeof(TypedWriterCompiler).GetMethod(nameof(WriteEncoded), Any)!, output, Expression.Constant(Resolution.DefaultEncoder.Encode(field)));

    private static void WriteEncoded(ref AvroBinaryWriter output, byte[] encoded) => output.WriteFixed(encoded);

    private MethodCallExpression WriteRecursive(AvroRecordSchema record, ParameterExpression output, Expression value, string path) =>
        (MethodCallExpression)typeof(TypedWriterCompiler).GetMethod(nameof(WriteRecursiveOf), Any)!.MakeGenericMethod(value.Type)
            .InvokeUnwrapped(this, record, output, value, path)!;

    private MethodCallExpression WriteRecursiveOf<T>(AvroRecordSchema record, ParameterExpression output, Expression value, string path)
    {
        if (!_recursive.TryGetValue((record, typeof(T)), out var holder))
        {
            var made = new DelegateHolder<AvroWrite<T>>();
            _recursive.Add((record, typeof(T)), holder = made);
            var innerOutput = Expression.Parameter(typeof(AvroBinaryWriter).MakeByRefType(), "output");
            var innerValue = Expression.Parameter(typeof(T), "value");
            made.Value = Expression.Lambda<AvroWrite<T>>(WriteRecord(record, innerOutput, innerValue, path), innerOutput, innerValue).Compile();
        }

        return Expression.Call(typeof(TypedWriterCompiler).GetMethod(nameof(Enter), Any)!.MakeGenericMethod(typeof(T)), output, value, Expression.Constant(holder));
    }

    private static void Enter<T>(ref AvroBinaryWriter output, T value, DelegateHolder<AvroWrite<T>> holder)
    {
        output.Enter();
        holder.Value!(ref output, value);
        output.Leave();
    }

    private BlockExpression WriteUnion(AvroUnionSchema union, ParameterExpression output, Expression value, string path)
    {
        var nullBranch = union.NullBranch;
        if (union.Branches.Length == 1 && nullBranch < 0)
            return Expression.Block(WriteBranch(output, 0), Write(union.Branches[0], output, value, path));
        if (union.Branches.Length != 2 || nullBranch < 0)
            throw AvroException.BadValue($"{path}: a union of several types needs a property of type object.");
        var other = union.Branches[1 - nullBranch];
        if (!TypedTypes.CanBeNull(value.Type)) return Expression.Block(WriteBranch(output, 1 - nullBranch), Write(other, output, value, path));
        return Local(value, v =>
        {
            var isNullable = v.Type.IsValueType;
            var isNull = isNullable ? Expression.Not(Expression.Property(v, "HasValue")) : (Expression)Expression.ReferenceEqual(v, Expression.Constant(null));
            var content = isNullable ? Expression.Property(v, "Value") : (Expression)v;
            return Expression.IfThenElse(
                isNull, WriteBranch(output, nullBranch), Expression.Block(WriteBranch(output, 1 - nullBranch), Write(other, output, content, path)));
        });
    }

    private static MethodCallExpression WriteEnum(AvroEnumSchema schema, ParameterExpression output, Expression value, string path)
    {
        if (value.Type == typeof(string)) return WriteGeneric(schema, output, value);
        if (!value.Type.IsEnum) throw TypedTypes.DoesNotFit(value.Type, schema, path);
        var map = Activator.CreateInstance(typeof(EnumMap<>).MakeGenericType(value.Type), schema, null)!;
        return Expression.Call(Expression.Constant(map), map.GetType().GetMethod("Write")!, output, value);
    }

    private MethodCallExpression WriteArray(AvroArraySchema schema, ParameterExpression output, Expression value, string path)
    {
        if (TypedTypes.List(value.Type) is not var (itemType, _)) throw TypedTypes.DoesNotFit(value.Type, schema, path);
        var item = ItemWriter(schema.Items, itemType, path + "[]");
        var isImmutable = value.Type.IsGenericType && value.Type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);
        return Helper(isImmutable ? nameof(TypedCollections.WriteImmutable) : nameof(TypedCollections.WriteList), itemType, output, value, item, Expression.Constant(path));
    }

    private ConstantExpression ItemWriter(AvroSchema schema, Type type, string path) =>
        Expression.Constant(typeof(TypedWriterCompiler).GetMethod(nameof(CompileDelegate), Any)!.MakeGenericMethod(type).InvokeUnwrapped(this, schema, path));

    private static MethodCallExpression WriteGeneric(AvroSchema schema, ParameterExpression output, Expression value) =>
        Expression.Call(Expression.Constant(GenericWriter.For(schema)), typeof(GenericWriter).GetMethod(nameof(GenericWriter.Write))!, output, value);

    private static MethodCallExpression WriteBranch(ParameterExpression output, int branch) =>
        Expression.Call(output, typeof(AvroBinaryWriter).GetMethod(nameof(AvroBinaryWriter.WriteInt))!, Expression.Constant(branch));

    private static MethodCallExpression Helper(string method, Type type, params Expression[] arguments) =>
        Expression.Call(typeof(TypedCollections).GetMethod(method, Any)!.MakeGenericMethod(type), arguments);

    // A property is read once, whatever is done with its value.
    private static BlockExpression Local(Expression value, Func<ParameterExpression, Expression> use)
    {
        var local = Expression.Variable(value.Type);
        return Expression.Block([local], Expression.Assign(local, value), use(local));
    }

    private static UnaryExpression ThrowNull(string path) => Expression.Throw(NullError(path));

    private static MethodCallExpression NullError(string path) =>
        Expression.Call(typeof(TypedErrors).GetMethod(nameof(TypedErrors.Null))!, Expression.Constant(path));
}
