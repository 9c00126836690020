/// Every transform of sounds that pipeline files may name, one line each.
public enum SoundCatalog {
  public static let transforms: [any Transform<SoundSample>.Type] = [
    // Level
    Gain.self,
    GainTransition.self,
    PeakNormalize.self,
    RMSNormalize.self,
    LoudnessNormalize.self,
    Fade.self,
    Clip.self,
    PolarityInversion.self,
    Tremolo.self,
    // Time and pitch
    Shift.self,
    Reverse.self,
    SoundCrop.self,
    SoundPad.self,
    TimeStretch.self,
    PitchShift.self,
    Speed.self,
    Resample.self,
    // Noise
    GaussianSoundNoise.self,
    ColoredNoise.self,
    BackgroundNoise.self,
    // Places
    Echo.self,
    ImpulseResponse.self,
    Room.self,
    // Filters
    LowPass.self,
    HighPass.self,
    BandPass.self,
    BandStop.self,
    Peaking.self,
    LowShelf.self,
    HighShelf.self,
    // Dynamics
    Compressor.self,
    Limiter.self,
    Distortion.self,
    // Degradation
    BitCrush.self,
    MuLaw.self,
    LowRate.self,
    PacketLoss.self,
    // Masks
    TimeMask.self,
    FrequencyMask.self,
    SpecAugment.self,
    VocalTractLength.self,
    // Other examples
    SoundMixUp.self,
    // Features
    SpectrogramTransform.self,
    MelSpectrogramTransform.self,
    LogMelTransform.self,
    MelCepstrumTransform.self,
    LogMelPictureTransform.self,
    GriffinLimTransform.self,
  ]
}
