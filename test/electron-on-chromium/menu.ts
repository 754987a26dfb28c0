import { guard } from './guard.ts'

interface ItemOptions {
  id?: string
  label?: string
  sublabel?: string
  role?: string
  type?: string
  enabled?: boolean
  accelerator?: string
  registerAccelerator?: boolean
  submenu?: ItemOptions[]
  click?: (item: MenuItem, window: unknown, event: object) => void
}

export class MenuItem {
  readonly id: string
  readonly label: string
  readonly role: string | undefined
  readonly type: string
  readonly accelerator: string | undefined
  readonly submenu: Menu | undefined
  enabled: boolean
  private readonly onClick: ItemOptions['click']

  constructor(options: ItemOptions) {
    this.id = options.id ?? ''
    this.label = options.label ?? ''
    this.role = options.role
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal')
    this.accelerator = options.accelerator
    this.enabled = options.enabled ?? true
    this.submenu = options.submenu && Menu.buildFromTemplate(options.submenu)
    this.onClick = options.click
    if (this.label === '' && this.role === undefined && this.type !== 'separator')
      throw new Error('Invalid template for MenuItem: must have a label, role or type')
    return guard('MenuItem', this)
  }

  click(): void {
    if (this.role !== undefined) throw new Error(`electron-on-chromium: the role ${this.role} does nothing here`)
    if (this.enabled) this.onClick?.(this, null, {})
  }
}

let applicationMenu: Menu | null = null

export class Menu {
  readonly items: MenuItem[]

  private constructor(items: MenuItem[]) {
    this.items = items
  }

  static buildFromTemplate(template: ItemOptions[]): Menu {
    return guard('Menu', new Menu(template.map((options) => new MenuItem(options))))
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item
      const found = item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}
