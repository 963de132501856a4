// The actor test kit is Akka.NET's.
#pragma warning disable IDE0005 // not every project that sees the runtime uses each namespace
global using Akka.TestKit;
global using Akka.TestKit.Xunit;
