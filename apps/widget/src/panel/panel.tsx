import { panelWords as words } from '../copy'
import { Icon } from '../icon'
import { Composer } from './composer'
import type { PanelState } from './panel-state'

/** The whole panel: who is there, what was said, where to write. */
export function Panel({ state, close }: { state: PanelState; close: () => void }) {
  const { shell, snapshot } = state
  const { name } = shell.settings
  const part = state.part.value
  const standing = snapshot.value.conversation?.standing
  const picture = standing?.status === 'with_agent' ? standing.agentName : name
  return (
    <section
      class="panel"
      role="dialog"
      aria-label={words.panel(name)}
      tabIndex={-1}
      hidden={!state.opening.value}
      data-opening={state.opening.value}
    >
      <div class="header">
        <span class="picture" aria-hidden="true">
          {[...picture][0]}
        </span>
        <div class="name">
          <h2 title={name}>{name}</h2>
          {part?.status()}
        </div>
        <button class="close" type="button" aria-label={words.closeChat} onClick={close}>
          <Icon path="M5 5l10 10M15 5L5 15" />
        </button>
      </div>
      {part?.strip()}
      <div class="log" role="log" {...part?.log()}>
        {part?.lines()}
      </div>
      {part?.pill()}
      <Composer
        draft={state.draft.value}
        placeholder={part?.placeholder() ?? words.write}
        write={state.type}
        send={state.send}
      />
    </section>
  )
}
