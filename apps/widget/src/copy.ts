/**
 * Every word that a shopper reads or hears stands here, in `copy-conversation.ts`, which travels later, and in
 * `hours/copy-hours.ts`, which travels where hours are printed. Whoever adds a language translates by meaning, the
 * order of the words and the punctuation included, which is why each line is a whole one.
 */

/** The launcher's name: the loader's only words. */
export const openChat = (store: string, unread: number) =>
  `Open chat with ${store}${unread ? `, ${unread} unread` : ''}`

export const panelWords = {
  panel: (store: string) => `Chat with ${store}`,
  closeChat: 'Close chat',

  write: 'Write a message',
  send: 'Send',
  tooLong: (over: number) => `Too long by ${over} characters.`,
}
