ActorPipeline.Bench.Pipeline.Stages.Run(int.Parse(args[0]));
