package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// settings are the SHUZHI_* variables, read and understood.
type settings struct {
	addr, opsAddr string
	dir, database string
	adminPassword string
	zone          *time.Location
	proxies       []netip.Prefix
}

// readSettings names every wrong setting, one a line. No value is repeated: some are secret.
func readSettings(env func(string) string) (s settings, err error) {
	var wrong []string
	want := func(ok bool, name, zh, en string) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s 有误：应为%s · expected %s", name, zh, en))
		}
	}
	s = settings{
		addr:          cmp.Or(env("SHUZHI_ADDR"), "127.0.0.1:8080"),
		opsAddr:       env("SHUZHI_OPS_ADDR"),
		dir:           cmp.Or(env("SHUZHI_DATA_DIR"), "./data"),
		database:      env("SHUZHI_DATABASE"),
		adminPassword: env("SHUZHI_ADMIN_PASSWORD"),
	}
	want(isAddress(s.addr), "SHUZHI_ADDR", "地址:端口，如 127.0.0.1:8080", "host:port, such as 127.0.0.1:8080")
	want(s.opsAddr == "" || isAddress(s.opsAddr), "SHUZHI_OPS_ADDR", "地址:端口，如 127.0.0.1:9090", "host:port, such as 127.0.0.1:9090")
	want(s.database == "" || isPostgres(s.database), "SHUZHI_DATABASE", " postgres://用户:密码@主机:端口/数据库，或留空", "postgres://user:password@host:port/database, or nothing")
	s.zone, err = time.LoadLocation(cmp.Or(env("SHUZHI_TIMEZONE"), "Asia/Shanghai"))
	want(err == nil, "SHUZHI_TIMEZONE", "时区名，如 Asia/Shanghai", "the name of a time zone, such as Asia/Shanghai")
	s.proxies, err = readNetworks(env("SHUZHI_TRUSTED_PROXIES"))
	want(err == nil, "SHUZHI_TRUSTED_PROXIES", "逗号分隔的网段或地址，如 10.0.0.0/8,192.168.1.5", "networks or addresses between commas, such as 10.0.0.0/8,192.168.1.5")
	if len(wrong) > 0 {
		return s, &failure{code: codeUsage, zh: strings.Join(wrong, "\nshuzhi: ")}
	}
	return s, nil
}

func isPostgres(s string) bool {
	return strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://")
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

// readNetworks reads networks (10.0.0.0/8) and single addresses, between commas or spaces.
func readNetworks(list string) (networks []netip.Prefix, err error) {
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		network, prefixErr := netip.ParsePrefix(word)
		if address, addrErr := netip.ParseAddr(word); addrErr == nil {
			network, prefixErr = netip.PrefixFrom(address.Unmap().WithZone(""), address.Unmap().BitLen()), nil
		}
		err = errors.Join(err, prefixErr)
		networks = append(networks, network.Masked())
	}
	return networks, err
}
