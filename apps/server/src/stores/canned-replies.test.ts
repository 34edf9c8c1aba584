import { expect, test } from 'vitest'
import { buildTestApp } from '../testing/build-test-app'

test('a canned reply with a variable that does not exist is refused beside its words, new or changed', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  const added = await agent.asksStore('POST', 'canned-replies', {
    shortcut: 'hi',
    text: 'Hi {{ shopper_name }}, this is {{agent_name}} of {{store_name}}.',
  })
  expect(added.status).toBe(201)
  const wrong = { shortcut: 'hi', text: 'Hi {{shopper_nam}}' }
  const refusal = {
    status: 400,
    body: {
      code: 'invalid',
      fields: {
        text: 'Only these fill themselves in: {{shopper_name}}, {{agent_name}}, {{store_name}}.',
      },
    },
  }
  expect(await agent.asksStore('POST', 'canned-replies', wrong)).toMatchObject(refusal)
  const id = String(Object(added.body).id)
  expect(await agent.asksStore('PUT', `canned-replies/${id}`, wrong)).toMatchObject(refusal)
})
