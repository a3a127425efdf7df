import './style/index.css'
import ConsolePage from './page/console/Console.svelte'
import { mountPage } from './page/shell/mount.ts'

mountPage(ConsolePage)
