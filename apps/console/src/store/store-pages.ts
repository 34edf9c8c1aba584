import type { StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy } from '../copy'
import type { IconName } from '../foundation/icons'
import type { StorePage } from '../foundation/routes'
import { Email } from './email'
import { Hours } from './hours'
import { Install } from './install'
import { Letters } from './letters'
import { Look } from './look'
import { People } from './people'
import { Replies } from './replies'
import { Rules } from './rules'
import { Service } from './service'
import { Teams } from './teams'

interface PageOfStore {
  readonly label: string
  readonly icon: IconName
  readonly Page: (props: { store: StoreId }) => JSX.Element
}

/** The pages of the owner's room, in the order in which they are offered. */
export const storePages: Readonly<Record<StorePage, PageOfStore>> = {
  install: { label: copy.where.install, icon: 'pin', Page: Install },
  look: { label: copy.where.look, icon: 'sliders', Page: Look },
  hours: { label: copy.where.hours, icon: 'clock', Page: Hours },
  service: { label: copy.where.service, icon: 'hourglass', Page: Service },
  people: { label: copy.where.people, icon: 'people', Page: People },
  teams: { label: copy.where.teams, icon: 'give', Page: Teams },
  rules: { label: copy.where.rules, icon: 'sort', Page: Rules },
  replies: { label: copy.where.replies, icon: 'reply', Page: Replies },
  mail: { label: copy.where.mail, icon: 'letter', Page: Email },
  letters: { label: copy.where.letters, icon: 'letters', Page: Letters },
}
