// The actor runtime is Akka.NET: the same source under Akka's own namespaces. Only those that the own runtime has types of.
#pragma warning disable IDE0005 // not every project that sees the runtime uses each namespace
global using Akka;
global using Akka.Actor;
global using Akka.Configuration;
global using Akka.Event;
global using Akka.Pattern;
