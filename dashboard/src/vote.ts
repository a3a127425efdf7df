import './style/index.css'
import VotePage from './page/ballot/Vote.svelte'
import { mountPage } from './page/shell/mount.ts'

mountPage(VotePage)
