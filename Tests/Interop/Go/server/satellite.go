package main

import (
	"context"
	"fmt"
	"time"

	"example.com/satellitepb"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// satellite serves a map whose rows[0] is the southernmost row.
type satellite struct {
	satellitepb.UnimplementedSatelliteServer
	rows      [][]byte
	token     string
	sendDelay time.Duration
}

func (s *satellite) GetImage(ctx context.Context, at *satellitepb.Location) (*satellitepb.Image, error) {
	fmt.Println("call GetImage")
	if err := s.authorize(ctx); err != nil {
		return nil, err
	}
	if err := s.onMap(at); err != nil {
		return nil, err
	}
	return s.image(at.X, at.Y), nil
}

func (s *satellite) GetImages(area *satellitepb.Area, stream satellitepb.Satellite_GetImagesServer) error {
	fmt.Println("call GetImages")
	if err := s.authorize(stream.Context()); err != nil {
		return err
	}
	if area.Ll == nil || area.Ur == nil {
		return status.Error(codes.InvalidArgument, "both corners are required")
	}
	for _, corner := range []*satellitepb.Location{area.Ll, area.Ur} {
		if err := s.onMap(corner); err != nil {
			return err
		}
	}
	if area.Ll.X > area.Ur.X || area.Ll.Y > area.Ur.Y {
		return status.Errorf(codes.OutOfRange, "(%d, %d) is not south-west of (%d, %d)", area.Ll.X, area.Ll.Y, area.Ur.X, area.Ur.Y)
	}
	for y := area.Ur.Y; y >= area.Ll.Y; y-- {
		for x := area.Ll.X; x <= area.Ur.X; x++ {
			if err := stream.Send(s.image(x, y)); err != nil {
				return err
			}
			time.Sleep(s.sendDelay)
		}
	}
	return nil
}

func (s *satellite) image(x, y int32) *satellitepb.Image {
	return &satellitepb.Image{X: x, Y: y, Img: s.rows[y][x : x+1]}
}

func (s *satellite) onMap(at *satellitepb.Location) error {
	height, width := int32(len(s.rows)), int32(len(s.rows[0]))
	if at.X < 0 || at.X >= width || at.Y < 0 || at.Y >= height {
		return status.Errorf(codes.OutOfRange, "(%d, %d) is not on the map of %dx%d cells", at.X, at.Y, width, height)
	}
	return nil
}

func (s *satellite) authorize(ctx context.Context) error {
	if s.token == "" {
		return nil
	}
	arrived, _ := metadata.FromIncomingContext(ctx)
	if sent := arrived.Get("token"); len(sent) != 1 || sent[0] != s.token {
		return status.Error(codes.PermissionDenied, "a valid token is required")
	}
	return nil
}
