// The actor runtime is ActorDataGen.Actors.
#pragma warning disable IDE0005 // not every project that sees the runtime uses each namespace
global using ActorDataGen.Actors;
