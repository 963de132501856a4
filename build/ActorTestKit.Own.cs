// The actor test kit is ActorDataGen.Actors.TestKit.
#pragma warning disable IDE0005 // not every project that sees the runtime uses each namespace
global using ActorDataGen.Actors.TestKit;
