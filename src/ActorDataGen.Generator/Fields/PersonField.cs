using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using ActorDataGen.Generator.Randomness;
using Bogus;

namespace ActorDataGen.Generator.Fields;

/// <summary>Names, addresses and the like, by Bogus: a generator seeded for each value, so the same record says the same.</summary>
internal sealed class PersonField(ulong salt, Func<Faker, string> make, string locale) : Field(salt)
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

    // A faker is not for two threads; a context is one record stream's, which runs on one at a time.
    private readonly ConditionalWeakTable<RecordContext, Faker> _fakers = [];

    public override FieldShape Shape => FieldShape.Text;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var faker = _fakers.GetValue(context, _ => new Faker(locale));
        faker.Random = new Randomizer((int)random.NextUInt64());
        var offset = context.Scratch.Length;
        context.Scratch.Write(make(faker));
        return FieldValue.Text(offset, context.Scratch.Length - offset);
    }
}
