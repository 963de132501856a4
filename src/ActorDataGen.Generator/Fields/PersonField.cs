using System.Collections.Frozen;
using ActorDataGen.Generator.Randomness;
using Bogus;

namespace ActorDataGen.Generator.Fields;

/// <summary>
/// Names, addresses and the like, by Bogus. It takes microseconds a value, so each field draws from a pool of its own that is filled as it is
/// needed, each place from a seed of its own: the same record says the same in every process.
/// </summary>
internal sealed class PersonField(ulong salt, Func<Faker, string> make, string locale, int pool) : Field(salt)
{
    /// <summary>What can be asked for, in Bogus' own words.</summary>
    public static FrozenDictionary<string, Func<Faker, string>> Kinds { get; } = new Dictionary<string, Func<Faker, string>>
    {
        ["name.fullName"] = f => f.Name.FullName(),
        ["name.firstName"] = f => f.Name.FirstName(),
        ["name.lastName"] = f => f.Name.LastName(),
        ["name.jobTitle"] = f => f.Name.JobTitle(),
        ["internet.email"] = f => f.Internet.ExampleEmail(),
        ["internet.userName"] = f => f.Internet.UserName(),
        ["internet.ip"] = f => f.Internet.Ip(),
        ["internet.ipv6"] = f => f.Internet.Ipv6(),
        ["internet.userAgent"] = f => f.Internet.UserAgent(),
        ["internet.url"] = f => f.Internet.UrlWithPath(),
        ["internet.domainName"] = f => f.Internet.DomainName(),
        ["address.streetAddress"] = f => f.Address.StreetAddress(),
        ["address.city"] = f => f.Address.City(),
        ["address.zipCode"] = f => f.Address.ZipCode(),
        ["address.country"] = f => f.Address.Country(),
        ["address.countryCode"] = f => f.Address.CountryCode(),
        ["address.state"] = f => f.Address.State(),
        ["phone.phoneNumber"] = f => f.Phone.PhoneNumber(),
        ["company.companyName"] = f => f.Company.CompanyName(),
        ["company.catchPhrase"] = f => f.Company.CatchPhrase(),
        ["commerce.product"] = f => f.Commerce.ProductName(),
        ["commerce.department"] = f => f.Commerce.Department(1),
        ["commerce.color"] = f => f.Commerce.Color(),
        ["finance.iban"] = f => f.Finance.Iban(),
        ["finance.creditCard"] = f => f.Finance.CreditCardNumber(),
        ["finance.currency"] = f => f.Finance.Currency().Code,
        ["vehicle.model"] = f => f.Vehicle.Model(),
        ["lorem.word"] = f => f.Lorem.Word(),
        ["lorem.sentence"] = f => f.Lorem.Sentence(),
        ["hacker.phrase"] = f => f.Hacker.Phrase(),
    }.ToFrozenDictionary();

    /// <summary>How many different values a field has unless it says otherwise: plenty to look real, little enough to keep.</summary>
    public const int DefaultPool = 4096;

    private readonly ulong _poolSeed = SeededRandom.Derive(salt, "pool");
    private readonly byte[]?[] _pool = new byte[pool][];
    private readonly Lock _filling = new();
    private Faker? _faker;

    public override FieldShape Shape => FieldShape.Text;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var place = (int)random.NextBelow((ulong)_pool.Length);
        return FieldValue.Text(Volatile.Read(ref _pool[place]) ?? Fill(place));
    }

    private byte[] Fill(int place)
    {
        // A faker is not for two threads; a data set may serve several streams.
        lock (_filling)
        {
            _faker ??= new Faker(locale);
            _faker.Random = new Randomizer((int)SeededRandom.Derive(_poolSeed, (ulong)place));
            var value = System.Text.Encoding.UTF8.GetBytes(make(_faker));
            Volatile.Write(ref _pool[place], value);
            return value;
        }
    }
}
