import { createServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { openDesk, type UpFrame } from './desk'
import { openKeep } from './keeps'
import { answerWhere } from './where'

// The peer: Socket.IO 4 with its rooms, sockets only, and one statement for each message.
interface Peer {
  readonly socket: Socket
  visitor: number | null
}

const [url] = process.argv.slice(2)
const server = createServer()
const io = new Server(server, { transports: ['websocket'], serveClient: false })
const desk = openDesk<Peer>(
  {
    answer: (peer, frame) => peer.socket.emit('frame', frame),
    join: (peer, topic) => void peer.socket.join(topic),
    publish: (topic, frame) => io.to(topic).emit('frame', frame),
  },
  openKeep('statement-each', url ?? ''),
)
io.on('connection', (socket) => {
  const peer: Peer = { socket, visitor: null }
  socket.on('frame', (frame: UpFrame) => desk.hear(peer, frame))
})
answerWhere(server)
