const storageKey = "selvedge-scan-sounds";

export const isMuted = (): boolean => localStorage.getItem(storageKey) === "off";
export const setMuted = (muted: boolean): void => localStorage.setItem(storageKey, muted ? "off" : "on");

/** Pitch in Hz and length in s of each tone: short and high for success, long and low when the user has to look. */
const tones = {
  done: [{ pitch: 1_760, length: 0.07 }],
  refused: [
    { pitch: 220, length: 0.16 },
    { pitch: 165, length: 0.24 },
  ],
} as const;

let context: AudioContext | undefined;

/** Plays the sound of a result, unless sounds are off. */
export function playTone(tone: keyof typeof tones): void {
  if (isMuted() || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  void context.resume();
  let at = context.currentTime;
  for (const { pitch, length } of tones[tone]) {
    const volume = new GainNode(context, { gain: 0.2 });
    const source = new OscillatorNode(context, { type: tone === "done" ? "sine" : "square", frequency: pitch });
    source.connect(volume).connect(context.destination);
    volume.gain.setTargetAtTime(0, at + length - 0.03, 0.01);
    source.start(at);
    source.stop(at + length);
    at += length;
  }
}
