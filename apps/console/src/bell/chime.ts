import { type ReadonlySignal, signal } from '@preact/signals'

export interface Chime {
  /** Whether a sound would be heard: browsers keep quiet until somebody has pressed something on the page. */
  readonly canSound: ReadonlySignal<boolean>
  sound(): void
}

/** Two soft notes, the second a fourth below: hertz, and when it begins, in seconds. */
const NOTES = [
  [1_046.5, 0],
  [784, 0.16],
] as const
const NOTE_SECONDS = 0.9
const LOUDNESS = 0.09

/** A sound made by the browser itself, so that nothing is loaded for it. The first press on the page unlocks it. */
export function browserChime(): Chime {
  const canSound = signal(false)
  let context: AudioContext | null = null
  const open = (): AudioContext => {
    const opened = new AudioContext()
    opened.onstatechange = () => {
      canSound.value = opened.state === 'running'
    }
    return opened
  }
  const unlock = () => {
    context ??= open()
    void context.resume()
  }
  for (const press of ['pointerdown', 'keydown'] as const) addEventListener(press, unlock)
  return {
    canSound,
    sound() {
      if (context === null) return
      for (const [hertz, afterSeconds] of NOTES) play(context, hertz, context.currentTime + afterSeconds)
    },
  }
}

/** One note as a small bell has it: there at once, then dying away. */
function play(context: AudioContext, hertz: number, at: number): void {
  const note = new OscillatorNode(context, { type: 'sine', frequency: hertz })
  const loudness = new GainNode(context, { gain: 0 })
  loudness.gain.setValueAtTime(0, at)
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01)
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_SECONDS)
  note.connect(loudness).connect(context.destination)
  note.start(at)
  note.stop(at + NOTE_SECONDS)
}
