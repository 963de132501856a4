// The actor test kit is Akka.NET's.
global using Akka.TestKit;
global using Akka.TestKit.Xunit;
