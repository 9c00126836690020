let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "augment-image": try AugmentImageBenchmark.run(Array(arguments.dropFirst()))
case "augment-audio" where arguments.count == 2: try AudioBenchmark.run(folder: arguments[1])
case "sound-sheet" where arguments.count == 3: try SoundSheet.write(folder: arguments[1], to: arguments[2])
case "convolution": ConvolutionBenchmark.run()
case "csv" where arguments.count == 3: try CSVBenchmark.run(schema: arguments[1], data: arguments[2])
case "learning": try LearningBenchmark.run()
case "marginals": MarginalBenchmark.run()
case "media": try MediaBenchmark.run()
case "schema" where arguments.count == 2: try SchemaBenchmark.run(folder: arguments[1])
case "training": try TrainingBenchmark.run()
case "tabular": try TabularBenchmark.run(Array(arguments.dropFirst()))
default:
  print(
    "usage: SundogBenchmarks augment-audio FOLDER | augment-image … | convolution | csv SCHEMA DATA | learning | "
      + "marginals | media | schema FOLDER | sound-sheet FOLDER RAW | tabular … | training")
}
