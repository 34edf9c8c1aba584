const OLDEST = [20, 19]

/** Leaves with one clear sentence where this Node is too old to run what follows. */
export function makeSureNodeIsNewEnough() {
  if (isNewEnough(process.versions.node)) return
  console.error(
    `Shopbell needs Node ${OLDEST.join('.')} or newer (24 is best); this is ${process.versions.node}. See https://nodejs.org.`,
  )
  process.exit(1)
}

/**
 * Whether a version such as `20.19.4` is one that Shopbell runs on.
 * @param {string} version
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}
