// Package drive sends requests and takes the time: as fast as answers come, or at a fixed rate.
package drive

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"
)

// patience is how long an answer may take.
const patience = 2 * time.Minute

// Client is one connection, which asks one thing at a time. It is lean, since it shares the processors with what is measured.
type Client struct {
	address, token string
	conn           net.Conn
	reader         *bufio.Reader
	request        []byte
	answer         bytes.Buffer
}

// Dial connects to host:port. The token, if any, is shown with every request.
func Dial(address, token string) (*Client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &Client{address: address, token: token, conn: conn, reader: bufio.NewReaderSize(conn, 64<<10)}, nil
}

// Close ends the connection.
func (c *Client) Close() { _ = c.conn.Close() }

// Do sends JSON, or nothing where body is nil, and gives the answer, which is valid until the next Do.
func (c *Client) Do(method, path string, body []byte) (status int, answer []byte, err error) {
	c.request = append(c.request[:0], method+" "+path+" HTTP/1.1\r\nHost: "+c.address+"\r\n"...)
	if c.token != "" {
		c.request = append(c.request, "Authorization: Bearer "+c.token+"\r\n"...)
	}
	if body != nil {
		c.request = append(c.request, "Content-Type: application/json\r\nContent-Length: "...)
		c.request = append(strconv.AppendInt(c.request, int64(len(body)), 10), "\r\n"...)
	}
	c.request = append(append(c.request, "\r\n"...), body...)
	if err := c.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return 0, nil, err
	}
	if _, err := c.conn.Write(c.request); err != nil {
		return 0, nil, err
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	c.answer.Reset()
	if _, err := c.answer.ReadFrom(response.Body); err != nil {
		return 0, nil, err
	}
	return response.StatusCode, c.answer.Bytes(), nil
}

// Want is Do, and an error for another status.
func (c *Client) Want(status int, method, path string, body []byte) ([]byte, error) {
	got, answer, err := c.Do(method, path, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if got != status {
		return nil, fmt.Errorf("%s %s answers %d: %.400s", method, path, got, answer)
	}
	return answer, nil
}
