import { useSignal } from '@preact/signals'
import type { InvitedBody, Member, MemberBody, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import type { ApiError } from '../foundation/api'
import { nowMs } from '../foundation/clock'
import { LoadFailure, useLoaded } from '../foundation/loaded'
import { moment } from '../foundation/times'
import { useSeat, useWorld } from '../foundation/world'
import { InvitedLink } from './people-link'
import { PersonForm } from './person-form'
import { SettingLine } from './setting-line'

/** Who answers at the store, and who is invited to. */
export function People({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { desk, me } = useSeat()
  const people = useLoaded(store, () => api.people(store))
  const open = useSignal<Member | 'new' | null>(null)
  const invited = useSignal<(InvitedBody & { readonly address: string }) | null>(null)
  const said = useSignal('')
  const inviter = useRef<HTMLButtonElement>(null)
  const teams = desk.teams.list.value ?? []
  const mine = me.memberships.find((one) => one.store.id === store)?.role
  const mayChange = (member: Member) => member.role !== 'owner' || mine === 'owner'
  useEffect(() => {
    void desk.teams.load(store)
  }, [store])

  const shut = () => {
    open.value = null
    requestAnimationFrame(() => inviter.current?.focus())
  }
  const saved = async () => {
    await Promise.all([people.load(), desk.teams.load(store)])
    shut()
  }
  const teamNames = ({ teams: ids }: MemberBody) =>
    teams.filter(({ id }) => ids.includes(id)).map(({ name }) => name)

  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.people.title}</h1>
        <p class="lead">{copy.people.lead}</p>
        <LoadFailure of={people} />
        <ul class="replies">
          {people.value.value?.members.map((member) => (
            <li key={member.id}>
              {open.value !== 'new' && open.value?.id === member.id ? (
                <PersonForm
                  person={member}
                  teams={teams}
                  mine={mine}
                  isSelf={member.id === me.agent.id}
                  send={(body) => api.changeMember(store, member.id, body)}
                  onDone={saved}
                  onCancel={shut}
                />
              ) : (
                <SettingLine
                  name={member.id === me.agent.id ? copy.people.you(member.name) : member.name}
                  words={copy.people}
                  wordsOfError={wordsOfError}
                  onEdit={
                    mayChange(member)
                      ? () => {
                          open.value = member
                        }
                      : null
                  }
                  onDelete={
                    mayChange(member) && member.id !== me.agent.id
                      ? async () => {
                          await api.removeMember(store, member.id)
                          said.value = copy.people.removed(member.name)
                          await people.load()
                          inviter.current?.focus()
                        }
                      : null
                  }
                >
                  <p>
                    <bdi>{member.address}</bdi>
                  </p>
                  <p class="fine">
                    {[
                      copy.people.roles[member.role],
                      copy.people.capacityOf(member.capacity),
                      ...teamNames(member),
                      member.isPresent ? copy.availability.names[member.switch] : copy.people.offline,
                    ].join('\u00a0· ')}
                  </p>
                </SettingLine>
              )}
            </li>
          ))}
        </ul>
        {invited.value !== null && <InvitedLink {...invited.value} />}
        {open.value === 'new' ? (
          <PersonForm
            person={{ role: 'agent', capacity: null, teams: [] }}
            teams={teams}
            mine={mine}
            isSelf={false}
            send={async (body, address) => {
              invited.value = { ...(await api.invite(store, { ...body, address })), address }
            }}
            onDone={saved}
            onCancel={shut}
          />
        ) : (
          <button
            type="button"
            class="button"
            ref={inviter}
            onClick={() => {
              open.value = 'new'
              invited.value = null
            }}
          >
            {copy.people.invite}
          </button>
        )}
        {people.value.value !== null && people.value.value.invitations.length > 0 && (
          <>
            <h2 class="after-list">{copy.people.invitations}</h2>
            <ul class="replies">
              {people.value.value.invitations.map(({ address, role, expiresAt, state }) => (
                <li key={address} class="reply-line">
                  <div class="reply-words">
                    <b>
                      <bdi>{address}</bdi>
                    </b>
                    <p class="fine">
                      {copy.people.roles[role]}
                      {', '}
                      {state === 'pending'
                        ? copy.people.until(moment(expiresAt, nowMs()))
                        : copy.people.expired}
                    </p>
                  </div>
                  <div class="reply-buttons">
                    <button
                      type="button"
                      class="button"
                      aria-label={copy.people.revokeOf(address)}
                      onClick={async () => {
                        await api.revokeInvitation(store, address)
                        if (invited.value?.address === address) invited.value = null
                        said.value = copy.people.revoked(address)
                        await people.load()
                        inviter.current?.focus()
                      }}
                    >
                      {copy.people.revoke}
                    </button>
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
        <p class="spoken-only" role="status">
          {said.value}
        </p>
      </div>
    </div>
  )
}

/** A team that would be nobody's is named by the server. */
function wordsOfError(error: ApiError): string | null {
  return error.code === 'in_use' || error.code === 'not_permitted' ? error.message : null
}
