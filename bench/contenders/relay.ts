import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { openDesk, type Side } from './desk'
import { openKeep } from './keeps'
import { answerWhere } from './where'

// Bare ws, with one stringify for each audience. Its word says how it keeps messages: a relay keeps them nowhere.
interface Peer extends Side {
  readonly socket: WebSocket
}

const [keep = 'nowhere', url = ''] = process.argv.slice(2)
const topics = new Map<string, Set<Peer>>()
const options = { binary: false, compress: false }
const desk = openDesk<Peer>(
  {
    answer: (peer, frame) => peer.socket.send(JSON.stringify(frame), options),
    join(peer, topic) {
      const members = topics.get(topic) ?? new Set()
      topics.set(topic, members.add(peer))
    },
    publish(topic, frame) {
      const members = topics.get(topic)
      if (members === undefined) return
      const text = Buffer.from(JSON.stringify(frame))
      for (const { socket } of members) socket.send(text, options)
    },
  },
  openKeep(keep, url),
)

const server = createServer()
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  clientTracking: false,
  maxPayload: 65_536,
})
sockets.on('connection', (socket) => {
  const peer: Peer = { socket, visitor: null }
  socket.on('message', (data) => desk.hear(peer, JSON.parse(String(data))))
})
answerWhere(server)
