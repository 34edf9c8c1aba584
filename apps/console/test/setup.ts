import { options } from 'preact'

// By itself preact also waits for a frame, which the page cancels in vain once a test file has taken it down.
options.requestAnimationFrame = (run) => {
  setTimeout(run)
}
