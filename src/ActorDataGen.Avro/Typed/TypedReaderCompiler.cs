using System.Linq.Expressions;
using System.Reflection;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Resolution;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Typed;

/// <summary>Compiles a plan into the delegate that reads a .NET type: one method for a record and the records in it.</summary>
internal sealed class TypedReaderCompiler
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
    private readonly Dictionary<(ReadPlan, Type), object> _recursive = [];

    /// <exception cref="AvroException">The type does not fit the schema.</exception>
    public static AvroRead<T> Compile<T>(ReadPlan plan) => new TypedReaderCompiler().CompileDelegate<T>(plan, typeof(T).Name);

    private AvroRead<T> CompileDelegate<T>(ReadPlan plan, string path)
    {
        var input = Expression.Parameter(typeof(AvroBinaryReader).MakeByRefType(), "input");
        return Expression.Lambda<AvroRead<T>>(Read(plan, input, typeof(T), path), input).Compile();
    }

    private Expression Read(ReadPlan plan, ParameterExpression input, Type type, string path)
    {
        if (type == typeof(object)) return ReadGeneric(plan, input);
        switch (plan)
        {
            case FailPlan fail:
                return Expression.Call(typeof(TypedErrors).GetMethod(nameof(TypedErrors.Fail))!.MakeGenericMethod(type), Expression.Constant(fail.Reason));
            case UnionPlan union:
                return ReadUnion(union, input, type, path);
            case PrimitivePlan { Reader.Type: AvroType.Null }:
                return TypedTypes.CanBeNull(type)
                    ? Expression.Default(type)
                    : throw AvroException.BadValue($"{path}: {type.Name} cannot be null, which the schema allows: make it nullable.");
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying) return Expression.Convert(Read(plan, input, underlying, path), type);
        return plan switch
        {
            RecordPlan record => record.IsRecursive ? ReadRecursive(record, input, type, path) : ReadRecord(record, input, type, path),
            EnumPlan e => ReadEnum(e, input, type, path),
            ArrayPlan array => TypedTypes.List(type) is var (item, reader)
                ? ReadItems(reader, item, array.Item, array.Minimum, input, path + "[]")
                : throw TypedTypes.DoesNotFit(type, plan.Reader, path),
            MapPlan map => TypedTypes.Map(type) is var (value, reader)
                ? ReadItems(reader, value, map.Value, map.Minimum, input, path + "{}")
                : throw TypedTypes.DoesNotFit(type, plan.Reader, path),
            _ => TypedScalars.Read(plan is PrimitivePlan p ? p.Writer : plan.Reader.Type, plan.Reader, input, type) ?? throw TypedTypes.DoesNotFit(type, plan.Reader, path),
        };
    }

    private BlockExpression ReadRecord(RecordPlan plan, ParameterExpression input, Type type, string path)
    {
        var schema = (AvroRecordSchema)plan.Reader;
        var shape = TypeShape.Of(type, schema);
        var locals = new Dictionary<PropertyInfo, ParameterExpression>();
        var steps = new List<Expression> { Charge(input, 24 + (8 * schema.Fields.Length)) };
        foreach (var step in plan.Steps)
        {
            if (step.Target is not null && shape.Find(step.Target) is { } property)
            {
                var local = locals[property] = Expression.Variable(property.PropertyType, property.Name);
                steps.Add(Expression.Assign(local, Read(step.Plan!, input, property.PropertyType, $"{path}.{property.Name}")));
            }
            else if (step.Skip is not SkipPlan.Nothing)
            {
                steps.Add(Expression.Call(Expression.Constant(step.Skip, typeof(SkipPlan)), typeof(SkipPlan).GetMethod(nameof(SkipPlan.Skip))!, input));
            }
        }

        foreach (var missing in plan.Defaults)
        {
            if (shape.Find(missing.Target) is not { } property) continue;
            var local = locals[property] = Expression.Variable(property.PropertyType, property.Name);
            steps.Add(Expression.Assign(local, ReadDefault(missing, property.PropertyType, $"{path}.{property.Name}")));
        }

        CheckNulls(plan, shape, path);
        steps.Add(Construct(shape, locals));
        return Expression.Block(locals.Values, steps);
    }

    private static MemberInitExpression Construct(TypeShape shape, Dictionary<PropertyInfo, ParameterExpression> locals)
    {
        var set = new HashSet<PropertyInfo>();
        var arguments = new List<Expression>();
        foreach (var parameter in shape.Constructor?.GetParameters() ?? [])
        {
            var property = locals.Keys.FirstOrDefault(p => TypeShape.Sets(parameter, p));
            if (property is not null && set.Add(property)) arguments.Add(locals[property]);
            else if (parameter.HasDefaultValue) arguments.Add(Expression.Constant(parameter.DefaultValue, parameter.ParameterType));
            else throw AvroException.BadValue($"{shape.Type.Name}: no field of the schema gives the constructor's parameter \"{parameter.Name}\".");
        }

        var made = shape.Constructor is null ? Expression.New(shape.Type) : Expression.New(shape.Constructor, arguments);
        return Expression.MemberInit(made, locals.Where(l => !set.Contains(l.Key)).Select(l => Expression.Bind(l.Key, l.Value)));
    }

    // A property that says it is never null must not stand for a field that may be.
    private static void CheckNulls(RecordPlan plan, TypeShape shape, string path)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var field in ((AvroRecordSchema)plan.Reader).Fields)
        {
            if (field.Schema is not AvroUnionSchema { NullBranch: >= 0 } || shape.Find(field) is not { } property) continue;
            if (property.PropertyType != typeof(object) && !property.PropertyType.IsValueType && nullability.Create(property).ReadState == NullabilityState.NotNull)
                throw AvroException.BadValue($"{path}.{property.Name} is never null, but the field \"{field.Name}\" may be: make it nullable.");
        }
    }

    private static Expression ReadDefault(FieldDefault missing, Type type, string path) =>
        (Expression)typeof(TypedReaderCompiler).GetMethod(nameof(ReadDefaultOf), Any)!.MakeGenericMethod(type).InvokeUnwrapped(null, missing, path)!;

    private static Expression ReadDefaultOf<T>(FieldDefault missing, string path)
    {
        var read = Compile<T>(missing.Plan);
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        var isShareable = type.IsPrimitive || type.IsEnum || type == typeof(string);
        if (!isShareable)
            return Expression.Call(typeof(TypedReaderCompiler).GetMethod(nameof(Decode), Any)!.MakeGenericMethod(typeof(T)), Expression.Constant(read), Expression.Constant(missing.Encoded));
        return Expression.Constant(Decode(read, missing.Encoded), typeof(T));
    }

    private static T Decode<T>(AvroRead<T> read, byte[] encoded)
    {
        var input = new AvroBinaryReader(encoded);
        return read(ref input);
    }

    private MethodCallExpression ReadRecursive(RecordPlan plan, ParameterExpression input, Type type, string path) =>
        (MethodCallExpression)typeof(TypedReaderCompiler).GetMethod(nameof(ReadRecursiveOf), Any)!.MakeGenericMethod(type).InvokeUnwrapped(this, plan, input, path)!;

    private MethodCallExpression ReadRecursiveOf<T>(RecordPlan plan, ParameterExpression input, string path)
    {
        if (!_recursive.TryGetValue((plan, typeof(T)), out var holder))
        {
            var made = new DelegateHolder<AvroRead<T>>();
            _recursive.Add((plan, typeof(T)), holder = made);
            var innerInput = Expression.Parameter(typeof(AvroBinaryReader).MakeByRefType(), "input");
            made.Value = Expression.Lambda<AvroRead<T>>(ReadRecord(plan, innerInput, typeof(T), path), innerInput).Compile();
        }

        return Expression.Call(typeof(TypedReaderCompiler).GetMethod(nameof(Enter), Any)!.MakeGenericMethod(typeof(T)), input, Expression.Constant(holder));
    }

    private static T Enter<T>(ref AvroBinaryReader input, DelegateHolder<AvroRead<T>> holder)
    {
        input.Enter();
        var value = holder.Value!(ref input);
        input.Leave();
        return value;
    }

    private BlockExpression ReadUnion(UnionPlan plan, ParameterExpression input, Type type, string path)
    {
        var branch = Expression.Variable(typeof(int), "branch");
        Expression choice = Expression.Throw(Expression.Call(typeof(TypedErrors).GetMethod(nameof(TypedErrors.BadBranch))!), type);
        // From the last to the first, so that the first is asked for first.
        for (var i = plan.Branches.Length - 1; i >= 0; i--)
        {
            choice = Expression.Condition(Expression.Equal(branch, Expression.Constant(i)), Read(plan.Branches[i], input, type, path), choice, type);
        }

        return Expression.Block([branch], Expression.Assign(branch, Expression.Call(input, typeof(AvroBinaryReader).GetMethod(nameof(AvroBinaryReader.ReadInt))!)), choice);
    }

    private static Expression ReadEnum(EnumPlan plan, ParameterExpression input, Type type, string path)
    {
        var schema = (AvroEnumSchema)plan.Reader;
        if (type == typeof(string)) return Expression.Property(Expression.Convert(ReadGeneric(plan, input), typeof(Generic.GenericEnum)), nameof(Generic.GenericEnum.Symbol));
        if (!type.IsEnum) throw TypedTypes.DoesNotFit(type, schema, path);
        var map = Activator.CreateInstance(typeof(EnumMap<>).MakeGenericType(type), schema, plan)!;
        return Expression.Call(Expression.Constant(map), map.GetType().GetMethod("Read")!, input);
    }

    private MethodCallExpression ReadItems(string method, Type item, ReadPlan plan, int minimum, ParameterExpression input, string path)
    {
        var read = typeof(TypedReaderCompiler).GetMethod(nameof(CompileDelegate), Any)!.MakeGenericMethod(item).InvokeUnwrapped(this, plan, path);
        return Expression.Call(
            typeof(TypedCollections).GetMethod(method, Any)!.MakeGenericMethod(item), input, Expression.Constant(read), Expression.Constant(minimum));
    }

    private static MethodCallExpression ReadGeneric(ReadPlan plan, ParameterExpression input) =>
        Expression.Call(Expression.Constant(plan, typeof(ReadPlan)), typeof(ReadPlan).GetMethod(nameof(ReadPlan.Read))!, input);

    private static MethodCallExpression Charge(ParameterExpression input, long bytes) =>
        Expression.Call(input, typeof(AvroBinaryReader).GetMethod(nameof(AvroBinaryReader.Charge), Any)!, Expression.Constant(bytes));
}
