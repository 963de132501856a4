// The actor runtime is Akka.NET: the same source under Akka's own namespaces.
#pragma warning disable IDE0005 // not every project that sees the runtime uses each namespace
global using Akka.Actor;
global using Akka.Configuration;
global using Akka.Dispatch;
global using Akka.Event;
global using Akka.Pattern;
global using Akka.Util;
