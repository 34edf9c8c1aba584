import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { copy } from '../copy'
import { useSeat } from '../foundation/world'

/** What calls this agent on this device. Permission is asked for by a press, never by itself. */
export function BellSettings(): JSX.Element {
  const { device, soundOn, noticesOn } = useSeat().desk.bell
  return (
    <fieldset class="bell-settings">
      <legend>{copy.bell.label}</legend>
      <OnOff label={copy.bell.sound} isOn={soundOn} />
      <button type="button" class="menu-row" onClick={() => device.sound()}>
        {copy.bell.test}
      </button>
      {device.permission.value === 'granted' && <OnOff label={copy.bell.notifications} isOn={noticesOn} />}
      {device.permission.value === 'unasked' && (
        <button type="button" class="menu-row" onClick={() => device.askPermission()}>
          {copy.bell.allow}
        </button>
      )}
      {device.permission.value === 'denied' && <p>{copy.bell.denied}</p>}
    </fieldset>
  )
}

function OnOff({ label, isOn }: { label: string; isOn: Signal<boolean> }): JSX.Element {
  return (
    <label class="menu-row">
      {label}
      <input
        type="checkbox"
        checked={isOn.value}
        onChange={(event) => {
          isOn.value = event.currentTarget.checked
        }}
      />
    </label>
  )
}
