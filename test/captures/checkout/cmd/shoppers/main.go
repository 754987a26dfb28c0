// Command shoppers is the load of the sample incident: a fixed number of shoppers on loopback who together
// ask for a fixed number of pages per second, less when the service cannot keep up.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync/atomic"
	"time"
)

var devices = []string{
	"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
	"Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148",
}

func main() {
	shop := flag.String("shop", "http://127.0.0.1:18080", "address of the service")
	rate := flag.Int("rate", 600, "pages per second")
	shoppers := flag.Int("shoppers", 24, "requests at a time")
	lasting := flag.Duration("for", time.Minute, "how long")
	flag.Parse()

	client := &http.Client{
		Timeout:   5 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: *shoppers},
	}
	// Turns arrive ten at a time: a ticker per page would be too fine.
	turns := make(chan int, *rate)
	for range *shoppers {
		go func() {
			var cookie *http.Cookie
			for turn := range turns {
				cookie = visit(client, *shop, turn, cookie)
			}
		}()
	}
	ticker := time.NewTicker(10 * time.Second / time.Duration(*rate))
	ends := time.After(*lasting)
	for turn := 0; ; {
		select {
		case <-ends:
			log.Printf("%d turns, %d answered, %d failed", turn, answered.Load(), failed.Load())
			return
		case <-ticker.C:
			for range 10 {
				select {
				case turns <- turn:
				default: // everyone waits for the service: this page is not asked for
				}
				turn++
			}
		}
	}
}

var answered, failed atomic.Int64

// visit asks for one page. Two pages in three come from a new shopper, one in fifty is an order.
func visit(client *http.Client, shop string, turn int, cookie *http.Cookie) *http.Cookie {
	method, path := http.MethodGet, "/basket"
	switch {
	case turn%50 == 0:
		method, path = http.MethodPost, "/checkout"
	case turn%997 == 0:
		path = "/prices"
	}
	request, err := http.NewRequest(method, shop+path, nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("User-Agent", devices[turn%len(devices)])
	request.Header.Set("Accept-Language", "de-CH,de;q=0.8,en;q=0.5")
	request.Header.Set("Referer", fmt.Sprintf("https://shop.example.com/product/%d?campaign=%d", turn%6000, turn%12))
	if cookie != nil && (turn%3 == 0 || method == http.MethodPost) {
		request.AddCookie(cookie)
	}
	response, err := client.Do(request)
	if err != nil {
		failed.Add(1)
		time.Sleep(200 * time.Millisecond) // the service restarts
		return nil
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	answered.Add(1)
	for _, set := range response.Cookies() {
		return set
	}
	return cookie
}
