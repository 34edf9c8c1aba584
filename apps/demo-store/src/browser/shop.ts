import '../styles/shop.css'
import { startCartDrawer } from './cart-drawer'
import { startCartPage } from './cart-page'
import { startChatContext } from './chat-context'
import { startCheckout } from './checkout'
import { startCookieBar } from './cookie-bar'
import { startLatestOrder } from './latest-order'
import { startProduct } from './product'

startCartDrawer()
startCookieBar()
startProduct()
startCartPage()
startCheckout()
startLatestOrder()
startChatContext()
