// The actor test kit is ActorDataGen.Actors.TestKit.
global using ActorDataGen.Actors.TestKit;
