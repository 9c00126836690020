/// Every transform of pictures that pipeline files may name, one line each.
public enum ImageCatalog {
  public static let transforms: [any Transform<ImageSample>.Type] = [
    // Places
    HorizontalFlip.self,
    VerticalFlip.self,
    Rotate.self,
    // Colors
    BrightnessContrast.self,
    Normalize.self,
    // Noise
    GaussianNoise.self,
  ]
}
