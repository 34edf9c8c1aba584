import type { AgentId, ConversationId, TeamId } from '@shopbell/protocol'
import { expect, test } from 'vitest'
import type { AvailableAgent } from './available-agents'
import { placesIn } from './places'
import type { Waiting } from './queue'

const SIZES: TeamId = 'team_sizes'
const WORKSHOP: TeamId = 'team_workshop'

function waits(id: string, teamId: TeamId | null = null): Waiting {
  const conversationId: ConversationId = `conv_${id}`
  return { conversationId, visitorId: `vis_${id}`, teamId, lastAgentId: null }
}

function agent(name: string, ...teams: TeamId[]): AvailableAgent {
  const agentId: AgentId = `agt_${name}`
  return { agentId, capacity: 1, load: 1, lastAssignedAt: 0, teams }
}

test('ahead of somebody is only who waits for the same people', () => {
  const queue = [waits('a', SIZES), waits('b'), waits('c', SIZES), waits('d', WORKSHOP), waits('e')]
  const places = placesIn(queue, [agent('ines', SIZES), agent('ole')])
  expect([...places]).toEqual([
    ['conv_a', 1],
    ['conv_b', 2],
    ['conv_c', 3],
    ['conv_e', 4],
  ])
  expect(placesIn(queue, [agent('noor', WORKSHOP), agent('ines', SIZES)]).get('conv_d')).toBe(2)
})

test('whoever waits for a team that is away has no place, and is in nobody’s way', () => {
  const places = placesIn([waits('a', WORKSHOP), waits('b')], [agent('ines')])
  expect([...places]).toEqual([['conv_b', 1]])
  expect(placesIn([waits('a')], []).size).toBe(0)
})
