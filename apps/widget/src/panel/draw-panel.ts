import { browserDevice, browserEnvironment, openVisitorSession } from '@shopbell/chat-client'
import type { Shell } from '../shell'
import { type MountedPanel, mountPanel } from './mount-panel'

let mounted: MountedPanel | undefined

// What the loader calls. Whichever comes first draws the panel: no connection, nothing written.
export const draw = (shell: Shell) => void panelOf(shell)
export const open = (shell: Shell) => panelOf(shell).open()
export const toggle = (shell: Shell) => panelOf(shell).toggle()
export const resume = (shell: Shell) => panelOf(shell).resume()

function panelOf(shell: Shell): MountedPanel {
  mounted ??= mountForStore(shell)
  return mounted
}

function mountForStore(shell: Shell): MountedPanel {
  const { store } = shell.settings
  const device = browserDevice(store)
  const environment = browserEnvironment()
  const socketUrl = new URL(`/v1/stores/${store}/socket`, shell.source).href.replace(/^http/, 'ws')
  return mountPanel({
    shell,
    device,
    session: openVisitorSession({ socketUrl, device, environment }),
    now: environment.now,
    loadConversation: () => import('../conversation/start-conversation'),
  })
}
