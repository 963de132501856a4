// The actor runtime is ActorDataGen.Actors.
global using ActorDataGen.Actors;
