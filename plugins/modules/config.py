#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: config
short_description: A whole BMC as one document
version_added: 0.1.0
description:
  - Brings a BMC into the state of a document, in one session.
  - Everything is read first. When anything in the document is not supported, not valid or refused, nothing is written.
  - Writes come in an order that is safe whatever the order of the document is. Settings that lock nobody out come first,
    accounts are made before others are taken away, and what may cut the session comes last. Each write is read back.
  - What M(baremetal.ipmi.config_info) returns is such a document.
extends_documentation_fragment:
  - baremetal.ipmi.connection
  - baremetal.ipmi.resource
  - baremetal.ipmi.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details: Passwords are never shown.
  idempotent:
    support: partial
    details: As partial as the modules whose options are used; see there.
options:
  users_exclusive:
    description:
      - Whether accounts that are not in O(users) lose their access on every LAN channel, are disabled and, where the BMC lets
        one do that, lose their name.
      - The account that the session uses is never taken away without O(allow_lockout).
    type: bool
    default: false
  users_except:
    description: Names of accounts that O(users_exclusive) leaves alone. An empty string is the null user.
    type: list
    elements: str
    default: []
  # The sections: written by tools/write-config-docs from the modules' own documentation.
  users:
    description:
      - Accounts. The options are those of M(baremetal.ipmi.user).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the account, at most 16 bytes.
          - An empty string is the null user, in slot 1 unless O(users[].user_id) says otherwise.
        type: str
        required: true
      state:
        description:
          - V(absent) takes away access on every LAN channel, disables the account, and clears the name where the BMC lets
            one do that. IPMI cannot delete an account.
        type: str
        choices:
          - present
          - absent
        default: present
      user_id:
        description:
          - Slot of the account. Needed only when several slots have the same name, or when a new account must have a certain
            slot.
          - Of several accounts with the name that the task logs in with, the BMC is asked which one the session is.
        type: int
      password:
        description:
          - Password of the account, at most 20 bytes in UTF-8. It cannot be read back; the BMC is asked whether it is the
            stored one before it is written.
          - That answer is believed. There are BMCs, OpenIPMI's simulated one among them, that confirm any password; there,
            a new password for an account that exists is not noticed as a change.
          - A new account must be given one, unless O(users[].enabled=false), since its slot may hold the password of an account
            that was there before.
          - A password of at most 16 bytes is stored in the form that IPMI 1.5 can use too, a longer one in the 20-byte form.
            A BMC that refuses the 20-byte form is an error; a password is never shortened.
          - The password of the account that the task logs in with is changed only if a login with the new one succeeds; else
            the old one is set again.
        type: str
      update_password:
        description:
          - V(always) sets the password when the BMC says that it differs; V(on_create) only when the account is new.
        type: str
        choices:
          - always
          - on_create
        default: always
      enabled:
        description:
          - Whether the account may be used at all. A new account is enabled unless this says otherwise.
          - Older BMCs do not tell whether an account is enabled. There, it counts as enabled when it may use IPMI messaging;
            where O(users[].ipmi_messaging) contradicts this option, it is written each time.
        type: bool
      channel:
        description:
          - Channel that O(users[].privilege), O(users[].ipmi_messaging), O(users[].link_authentication), O(users[].callback_only)
            and O(users[].sol) are about.
          - The default is the channel that the session uses.
        type: int
      privilege:
        description: Privilege limit of the account on the channel.
        type: str
        choices:
          - callback
          - user
          - operator
          - administrator
          - oem
          - no_access
      ipmi_messaging:
        description:
          - Whether the account may open IPMI sessions on the channel. A new account may when it is given a privilege.
        type: bool
      link_authentication:
        description: Whether the account may be used for link authentication (PPP) on the channel.
        type: bool
      callback_only:
        description: Whether the account is restricted to callback connections on the channel.
        type: bool
      sol:
        description: Whether the account may use serial over LAN on the channel.
        type: bool
      access:
        description: Access on several channels.
        type: list
        elements: dict
        suboptions:
          channel:
            description: Number of the channel.
            type: int
            required: true
          privilege:
            description: Privilege limit of the account on the channel.
            type: str
            choices:
              - callback
              - user
              - operator
              - administrator
              - oem
              - no_access
          ipmi_messaging:
            description:
              - Whether the account may open IPMI sessions on the channel. A new account may when it is given a privilege.
            type: bool
          link_authentication:
            description: Whether the account may be used for link authentication (PPP) on the channel.
            type: bool
          callback_only:
            description: Whether the account is restricted to callback connections on the channel.
            type: bool
          sol:
            description: Whether the account may use serial over LAN on the channel.
            type: bool
  channels:
    description:
      - Channel access. The options are those of M(baremetal.ipmi.channel).
    type: list
    elements: dict
    suboptions:
      channel:
        description:
          - Number of the channel, 1 to 11. The default is the channel that the task's session uses.
        type: int
      copies:
        description:
          - Which copies of the settings are meant.
          - V(active) alone lasts until the BMC restarts, V(stored) alone begins when it restarts.
        type: str
        choices:
          - both
          - active
          - stored
        default: both
      access_mode:
        description:
          - When the channel accepts IPMI messages. V(pre_boot_only) is until the operating system starts; V(shared) is a
            serial port that the managed system keeps using. LAN channels know V(disabled) and V(always_available).
          - V(disabled) and V(pre_boot_only) on the channel in use need O(allow_lockout). Can be read back.
        type: str
        choices:
          - disabled
          - pre_boot_only
          - always_available
          - shared
      privilege_limit:
        description:
          - Highest privilege level that any user gets on this channel, whatever the user's own limit is.
          - On the channel in use, a limit below the level that the task's session asks for needs O(allow_lockout). A limit
            below V(administrator) also keeps later tasks from changing it back over this channel. Can be read back.
        type: str
        choices:
          - callback
          - user
          - operator
          - administrator
          - oem
      per_message_authentication:
        description:
          - Whether every packet of an IPMI 1.5 session is authenticated, not only its login. Can be read back.
        type: bool
      user_level_authentication:
        description:
          - Whether commands that need only the privilege level user are authenticated in an IPMI 1.5 session. Can be read
            back.
          - Some BMCs refuse V(false).
        type: bool
      pef_alerting:
        description:
          - Whether platform event filtering may send alerts over this channel. Can be read back.
        type: bool
      kg:
        description:
          - The BMC key of the channel, the second secret of a login (O(bmc_kg)). At most 20 bytes, as text or as hexadecimal
            digits after C(0x); an empty one takes the key away. It has no copies, and is never locked.
          - A BMC that tells its present key is asked whether it is this one. On others the key is written each time, and
            on the channel in use only with O(allow_lockout), since it could not be put back.
          - On the channel in use a second login with the new key is tried at once. If it fails, the old key is set again.
          - From then on every login over the channel needs the key, those of other tools too.
        type: str
  lan:
    description:
      - LAN channels. The options are those of M(baremetal.ipmi.lan).
    type: list
    elements: dict
    suboptions:
      channel:
        description:
          - Number of the LAN channel.
          - The default is the channel that the session uses. With O(bmc_interface=open) it is the first LAN channel.
        type: int
      reconnect_to:
        description:
          - Where to log in after a change that cuts the session. Needed where the new place cannot be told from the options,
            as with O(lan[].ip_source=dhcp) and a lease that gives another address, or behind address translation.
          - The default is the new O(lan[].ip_address) if it changes and the session had been opened to the old one or to
            a name; otherwise O(bmc_host).
        type: str
      ip_source:
        description:
          - Where the IPv4 address comes from. V(bios) means that the BIOS or system software loads it, V(other) another protocol.
          - With V(static), what DHCP had set for the address, mask and gateway is kept unless these are given as well.
          - V(dhcp) cannot be combined with O(lan[].ip_address), O(lan[].netmask) and O(lan[].gateway_address).
        type: str
        choices:
          - static
          - dhcp
          - bios
          - other
      ip_address:
        description: IPv4 address. Refused while the address comes from DHCP, unless O(lan[].ip_source=static) is given too.
        type: str
      netmask:
        description: IPv4 netmask, such as V(255.255.255.0), or the length of the prefix, such as V(24).
        type: str
      gateway_address:
        description:
          - IPv4 address of the default gateway; V(0.0.0.0) for none.
          - When it changes and O(lan[].gateway_mac) is not given, a MAC address of the old gateway does not stay beside it.
            If the BMC does not replace it by itself, it is set to zero, which tells the BMC to find it by ARP.
        type: str
      gateway_mac:
        description:
          - MAC address of the default gateway. Only BMCs that do not find it by ARP need it.
          - It can be read back, but many BMCs show what they found by ARP instead. Documents of M(baremetal.ipmi.config_info)
            do not have it.
        type: str
      backup_gateway_address:
        description: IPv4 address of the backup gateway; V(0.0.0.0) for none. Its MAC address is treated as that of O(lan[].gateway_address).
        type: str
      backup_gateway_mac:
        description: MAC address of the backup gateway, see O(lan[].gateway_mac).
        type: str
      vlan_id:
        description:
          - VLAN id, 1 to 4094. Also switches VLAN tagging on, unless O(lan[].vlan_enabled=false) is given.
        type: int
      vlan_enabled:
        description:
          - Whether packets carry a VLAN tag. V(false) switches tagging off and keeps the id; V(true) without O(lan[].vlan_id)
            switches it on with the id that the BMC has.
        type: bool
      vlan_priority:
        description: Priority in the VLAN tag (802.1p), 0 to 7.
        type: int
      rmcp_port:
        description: UDP port that the BMC listens at. Most BMCs do not let it be changed.
        type: int
      arp_responses:
        description: Whether the BMC answers ARP requests. Without, it cannot be found on the network.
        type: bool
      gratuitous_arp:
        description: Whether the BMC announces itself by gratuitous ARP.
        type: bool
      gratuitous_arp_interval:
        description: Milliseconds between two announcements, in steps of 500, at most 128000.
        type: int
      time_to_live:
        description:
          - Time to live of the IPv4 packets that the BMC sends.
          - Lowering it below 32 on the channel in use needs O(allow_lockout), since answers may end on their way.
        type: int
      community:
        description:
          - SNMP community of the alerts that the BMC sends, at most 18 bytes.
          - It is a secret that can be read back. It is compared, never shown, and not in documents of M(baremetal.ipmi.config_info).
        type: str
      bad_password_threshold:
        description: Number of failed logins after which an account is locked; 0 for never.
        type: int
      bad_password_reset_interval:
        description: Seconds without a failed login after which counting starts anew, in steps of 10; 0 for never.
        type: int
      bad_password_lockout_interval:
        description:
          - Seconds for which an account stays locked, in steps of 10.
          - With 0, it stays locked until an administrator enables it, so anybody can lock an account for good.
        type: int
      bad_password_event:
        description: Whether locking an account is logged as an event.
        type: bool
      authentication_types:
        description:
          - How IPMI 1.5 sessions (O(bmc_interface=lan)) may be authenticated, for each privilege level that a session asks
            for. Each list is complete; an empty list forbids IPMI 1.5 sessions of that level. Levels that are not given are
            not touched.
          - V(none) allows sessions without a password. V(password) sends the password in clear text.
          - A type that the BMC does not have is named and refused before anything is written.
        type: dict
        suboptions:
          callback:
            description: Types at the level callback.
            type: list
            elements: str
            choices:
              - none
              - md2
              - md5
              - password
              - oem
          user:
            description: Types at the level user.
            type: list
            elements: str
            choices:
              - none
              - md2
              - md5
              - password
              - oem
          operator:
            description: Types at the level operator.
            type: list
            elements: str
            choices:
              - none
              - md2
              - md5
              - password
              - oem
          administrator:
            description: Types at the level administrator.
            type: list
            elements: str
            choices:
              - none
              - md2
              - md5
              - password
              - oem
          oem:
            description: Types at the level oem.
            type: list
            elements: str
            choices:
              - none
              - md2
              - md5
              - password
              - oem
      cipher_suite_privileges:
        description:
          - The highest privilege that a session with a cipher suite may have. Suites that are not named are not touched.
            A suite that the BMC does not offer is unused.
          - The BMC's table of these privileges has sixteen places. Some BMCs count them by suite id, some by position in
            their list of suites, and writing under the wrong reading may lock everybody out. Where both readings mean the
            same for the suites named, or the session's own suite shows which one is right, that is used. Otherwise the task
            fails with the error code C(ambiguous) before anything is written, and says what each reading would mean.
          - After a change on the session's channel, a second login with the session's suite proves that it still works. If
            it does not, the old table is put back.
          - Some BMCs accept this setting without observing it (OpenBMC does).
        type: list
        elements: dict
        suboptions:
          suite:
            description: Id of the cipher suite.
            type: int
            required: true
          privilege:
            description: Its highest privilege. V(unused) switches the suite off.
            type: str
            choices:
              - unused
              - callback
              - user
              - operator
              - administrator
              - oem
            required: true
      cipher_suite_order:
        description:
          - How this BMC counts the places of its table of cipher suite privileges, if you know. See O(lan[].cipher_suite_privileges).
        type: str
        choices:
          - by_id
          - by_position
      ipv6_addressing:
        description: Which IP versions the BMC uses.
        type: str
        choices:
          - ipv4_only
          - ipv6_only
          - dual_stack
      ipv6_hop_limit:
        description:
          - Hop limit of the IPv6 packets that the BMC sends.
          - Lowering it below 32 on the channel in use needs O(allow_lockout), as with O(lan[].time_to_live).
        type: int
      ipv6_static_routers_used:
        description: Whether the BMC uses the routers in O(lan[].ipv6_static_routers).
        type: bool
      ipv6_dynamic_routers_used:
        description: Whether the BMC learns routers from router advertisements.
        type: bool
      ipv6_static_addresses:
        description: Static IPv6 addresses. Those that are not named are not touched.
        type: list
        elements: dict
        suboptions:
          index:
            description: Which of the BMC's static addresses, counted from 0.
            type: int
            required: true
          enabled:
            description: Whether the address is used. The default is V(true) when O(lan[].ipv6_static_addresses[].address)
              is given.
            type: bool
          address:
            description: IPv6 address.
            type: str
          prefix_length:
            description: Length of the prefix.
            type: int
      ipv6_static_routers:
        description: Static IPv6 routers. Those that are not named are not touched.
        type: list
        elements: dict
        suboptions:
          number:
            description: Which of the two routers.
            type: int
            required: true
          address:
            description: IPv6 address of the router.
            type: str
          mac:
            description: MAC address of the router.
            type: str
          prefix_length:
            description: Length of the prefix for which the router is used; 0 for everything.
            type: int
          prefix:
            description: Prefix for which the router is used.
            type: str
  sol:
    description:
      - Serial over LAN. The options are those of M(baremetal.ipmi.sol).
    type: list
    elements: dict
    suboptions:
      channel:
        description:
          - Number of the LAN channel, 1 to 11. The default is the channel that the task's session uses.
        type: int
      enabled:
        description: Whether SOL can be used at all.
        type: bool
      force_encryption:
        description:
          - Whether a console must encrypt its characters. Consoles with a cipher suite without confidentiality (0, 1, 2,
            6, 7, 11, 15, 16) are then refused.
        type: bool
      force_authentication:
        description:
          - Whether a console must authenticate its packets. Consoles with a cipher suite without integrity (0, 1, 6, 11,
            15) are then refused.
        type: bool
      privilege:
        description: Lowest privilege level of a session that may open the console.
        type: str
        choices:
          - user
          - operator
          - administrator
          - oem
      accumulate_interval:
        description: Milliseconds that the BMC waits for more characters before it sends a packet. 5 to 1275, in steps of
          5.
        type: int
      send_threshold:
        description: Number of characters, 1 to 255, that the BMC sends at once without waiting for more.
        type: int
      retry_count:
        description: How often the BMC sends a packet again that is not acknowledged, 0 to 7 times.
        type: int
      retry_interval:
        description: Milliseconds between two of these attempts. 0 to 2550, in steps of 10.
        type: int
      bit_rate:
        description:
          - Bits per second of the serial port while SOL is used. V(serial) takes the setting of the serial channel.
          - This is the stored setting; it does not change a running console.
        type: str
        choices:
          - serial
          - '9600'
          - '19200'
          - '38400'
          - '57600'
          - '115200'
      volatile_bit_rate:
        description:
          - The setting that counts now. It is replaced by O(sol[].bit_rate) when the system or the BMC restarts.
        type: str
        choices:
          - serial
          - '9600'
          - '19200'
          - '38400'
          - '57600'
          - '115200'
      port:
        description:
          - UDP port of SOL.
          - Read-only on most BMCs; another port than the present one is then an error with RV(error_code=not_supported).
        type: int
  firewall:
    description:
      - Firmware firewall. The options are those of M(baremetal.ipmi.firewall).
    type: list
    elements: dict
    suboptions:
      channel:
        description:
          - Channel that the commands come in on, a number from V(0) to V(11).
          - V(system_interface) is the way from the server's own operating system.
          - The default is the channel in use.
        type: raw
      lun:
        description: Logical unit of the BMC that the commands are addressed to. Nearly everything is at V(0).
        type: int
        default: 0
      rules:
        description:
          - What shall be enabled and what not.
          - A rule for one command counts more than one for its whole network function, wherever they stand in the list.
          - A command that this BMC does not let anyone configure is refused before anything is written, unless it is already
            as wanted.
          - Disabling what the session, the next login or undoing the change needs is refused unless O(allow_lockout=true).
        type: list
        elements: dict
        required: true
        suboptions:
          command:
            description:
              - Title of the command in the specification, such as V(Set User Password). Case, spaces and underscores do not
                count.
              - Or network function and number in hexadecimal, such as V(06/47).
            type: str
          net_fn:
            description:
              - Network function, by name (V(chassis), V(bridge), V(sensor_event), V(app), V(firmware), V(storage), V(transport),
                V(group_extension), V(oem_group)) or even number, such as V(0x30).
              - Without O(firewall[].rules[].number), the rule is for every command of it that can be configured.
            type: raw
          number:
            description: Number of the command within O(firewall[].rules[].net_fn), such as V(0x47).
            type: raw
          defining_body:
            description:
              - Who defines the commands of the network functions V(group_extension) (a body code, such as V(0xdc) for DCMI)
                and V(oem_group) (an IANA enterprise number). Needed for these two, and for no other.
            type: raw
          sub_functions:
            description:
              - Sub-functions of the command, by number. The rule is then for these, not for the command as a whole.
              - For commands that read or write configuration parameters, the number of the parameter.
              - Some have names. For C(Chassis Control) V(power_up), V(power_cycle), V(hard_reset), V(diagnostic_interrupt)
                and V(soft_shutdown); for C(Chassis Identify) V(force_identify_on).
            type: list
            elements: raw
          enabled:
            description: Whether the BMC shall carry it out.
            type: bool
            required: true
  chassis:
    description:
      - Chassis settings. The options are those of M(baremetal.ipmi.chassis).
    type: dict
    suboptions:
      power_restore_policy:
        description:
          - What the system does when mains power returns. V(previous) is on if it was on.
          - A BMC need not have all of them; one that it does not have is refused before anything is written, and the ones
            that it has are named. Can be read back.
        type: str
        choices:
          - always_off
          - previous
          - always_on
      power_cycle_interval:
        description:
          - Seconds, 0 to 255, that the power stays off in a power cycle.
          - It cannot be read back. So it is written whenever it is given, the task is then changed, and a warning says why.
        type: int
      identify:
        description:
          - The identify light. V(temporary) lights it for O(chassis.identify_seconds), V(indefinite) until it is switched
            off.
          - V(temporary) acts whenever the light is not already on for a while.
          - Can be read back from most BMCs. On others the light is switched each time, and a warning says why.
        type: str
        choices:
          - 'off'
          - temporary
          - indefinite
      identify_seconds:
        description:
          - Seconds, 5 to 255, for O(chassis.identify=temporary). The default is the BMC's own, which is 15.
          - Cannot be read back; a light that is already on for a while is left alone.
        type: int
      front_panel:
        description:
          - Which buttons of the front panel work. A BMC reports which of them can be disabled; another one is not supported,
            and refused before anything is written. Can be read back.
        type: dict
        suboptions:
          power_off:
            description: Whether the button can switch the system off.
            type: bool
          reset:
            description: Whether the reset button works.
            type: bool
          diagnostic_interrupt:
            description: Whether the button for a diagnostic interrupt (NMI) works.
            type: bool
          standby:
            description: Whether the standby (sleep) button works.
            type: bool
  boot:
    description:
      - Boot override. The options are those of M(baremetal.ipmi.boot).
    type: dict
    suboptions:
      device:
        description:
          - What to boot from. Can be read back.
          - V(default) means that there is no override, the server's own boot order counts. No other flag can be given with
            it.
          - V(none) is an override that leaves the device to the server's own order, but has other flags.
          - V(disk_safe_mode) is the default disk in safe mode. The V(remote_*) devices are those that are connected through
            the BMC.
          - On Supermicro BMCs with O(boot.firmware=uefi), V(disk) is sent as the selector that their firmware needs, and
            understood when it is read back. V(remote_media) cannot be told to them with O(boot.firmware=uefi).
        type: str
        choices:
          - default
          - none
          - pxe
          - disk
          - disk_safe_mode
          - diagnostic_partition
          - cdrom
          - bios_setup
          - remote_floppy
          - remote_cdrom
          - remote_media
          - remote_disk
          - floppy
      persistent:
        description:
          - Whether the override is for every boot, or only for the next one. A new override is for the next one unless this
            says otherwise. Can be read back.
          - A BMC that takes the setting and does not keep it is an error with RV(error_code=write_ignored).
        type: bool
      firmware:
        description:
          - Whether the server boots in UEFI or in legacy BIOS mode. A new override says V(legacy) unless this says otherwise.
            Can be read back.
          - Servers that know only UEFI usually boot in UEFI whatever the override says, and some of them still report V(legacy).
            Asking those for V(uefi) is an error with RV(error_code=write_ignored); leave the option out.
        type: str
        choices:
          - legacy
          - uefi
      keep_valid:
        description:
          - BMCs take an override back when the server is not restarted within 60 seconds. By default a BMC is told not to,
            before a new override is written. BMCs without that setting are written to all the same.
          - V(false) leaves that setting of the BMC alone.
        type: bool
        default: true
      device_instance:
        description: Which of several devices of the kind, 1 to 15. 0 is none in particular. Can be read back.
        type: int
      device_instance_is_internal:
        description: Whether O(boot.device_instance) counts internal devices instead of external ones. Can be read back.
        type: bool
      clear_cmos:
        description: Whether the firmware resets its setup at that boot. Can be read back.
        type: bool
      blank_screen:
        description: Whether the firmware keeps the screen blank. Can be read back.
        type: bool
      lock_keyboard:
        description: Whether the firmware locks the keyboard. Can be read back.
        type: bool
      lock_power_button:
        description: Whether the firmware locks the power button. Can be read back.
        type: bool
      lock_reset_button:
        description: Whether the firmware locks the reset button. Can be read back.
        type: bool
      lock_sleep_button:
        description: Whether the firmware locks the sleep button. Can be read back.
        type: bool
      bypass_user_password:
        description: Whether the firmware skips its user password at that boot. Can be read back.
        type: bool
      force_progress_event_traps:
        description: Whether the firmware sends its progress as event traps. Can be read back.
        type: bool
      shared_mode_override:
        description: Whether the firmware sets the access mode of the shared serial channel aside. Can be read back.
        type: bool
      verbosity:
        description: How much the firmware shows. Can be read back.
        type: str
        choices:
          - default
          - quiet
          - verbose
      console_redirection:
        description: Whether the firmware redirects its console to the serial port. Can be read back.
        type: str
        choices:
          - default
          - suppress
          - enable
      mux_control:
        description: Who gets a shared serial port when the firmware is done. Can be read back.
        type: str
        choices:
          - recommended
          - bmc
          - system
  # End of the sections.
seealso:
  - module: baremetal.ipmi.config_info
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: A baseline in one task
  baremetal.ipmi.config:
    users:
      - name: monitor
        password: "{{ vault_monitor_password }}"
        privilege: user
    lan:
      - gratuitous_arp: false
        community: fleet-alerts
    sol:
      - force_encryption: true
        privilege: operator
    chassis:
      power_restore_policy: previous

- name: Nobody but the declared accounts, and the one in use
  baremetal.ipmi.config:
    users:
      - name: monitor
        password: "{{ vault_monitor_password }}"
        privilege: user
    users_exclusive: true
    users_except:
      - "{{ bmc_username }}"

- name: What was read yesterday is what is wanted today
  baremetal.ipmi.config:
    users: "{{ backup.users }}"
    lan: "{{ backup.lan }}"
    chassis: "{{ backup.chassis }}"
  vars:
    backup: "{{ lookup('ansible.builtin.file', 'bmc-backup.json') | from_json }}"
"""

RETURN = r"""
bmc:
  description: Which BMC it was.
  type: dict
  returned: when the BMC answered
  contains:
    system_guid:
      description: GUID from the login, as hexadecimal digits in the order of the wire.
      type: str
    manufacturer_id:
      description: IANA enterprise number of the manufacturer.
      type: int
    manufacturer:
      description: Name of the manufacturer, if known.
      type: str
    product_id:
      description: Product number, unique within the manufacturer.
      type: int
    firmware:
      description: Firmware revision.
      type: str
    address:
      description: Address that the BMC was reached at.
      type: str
    channel:
      description: Channel of the session, when the task had a reason to ask for it.
      type: int
    cipher_suite:
      description: Cipher suite of the session.
      type: int
error_code:
  description: Stable code of the error.
  type: str
  returned: failure
  sample: lockout_refused
completion_code:
  description: Completion code with which the BMC refused a command.
  type: int
  returned: failure with RV(error_code=refused_by_bmc)
  sample: 204
written:
  description: Options that had been written before the failure.
  type: list
  elements: str
  returned: failure after a write was planned
not_written:
  description: Options that had not been written when the task failed.
  type: list
  elements: str
  returned: failure after a write was planned
not_supported:
  description: Options that were left out because the BMC does not have them.
  type: list
  elements: str
  returned: when O(unsupported=skip) left something out
"""

from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import run_module
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG


def main() -> None:
    run_module(CONFIG)


if __name__ == "__main__":
    main()
