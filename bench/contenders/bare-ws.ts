import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { answerWhere } from './where'

// The least that a socket costs in Node: ws with nothing kept for it, and one listener for all of them.
const WELCOME = JSON.stringify({ type: 'welcome', version: 1, heads: [], marks: [] })

function welcome(this: WebSocket): void {
  this.send(WELCOME, { binary: false, compress: false })
}

const server = createServer()
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  clientTracking: false,
  maxPayload: 65_536,
})
sockets.on('connection', (socket) => socket.on('message', welcome))
answerWhere(server)
